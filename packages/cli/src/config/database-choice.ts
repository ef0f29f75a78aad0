import { isSet, type LoadedSettings } from './load-settings.js'

/** Which database is used, and why, in words for the start. */
export type DatabaseChoice =
  | { readonly kind: 'embedded'; readonly why: string }
  | { readonly kind: 'url'; readonly url: string; readonly why: string }
  | {
      readonly kind: 'parts'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string | undefined
      readonly database: string
      readonly why: string
    }

const parts = ['POSTGRES_HOST', 'POSTGRES_PORT', 'POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'] as const

/** `DATABASE_URL`, else any `POSTGRES_*` with the original's defaults for the rest, else the embedded database. */
export function chooseDatabase(loaded: LoadedSettings): DatabaseChoice {
  const { values } = loaded
  if (values.DATABASE_URL !== undefined)
    return { kind: 'url', url: values.DATABASE_URL, why: 'DATABASE_URL is set' }
  if (!isSet(loaded, parts)) return { kind: 'embedded', why: 'no POSTGRES_* and no DATABASE_URL is set' }
  const named = parts.filter(name => isSet(loaded, [name]))
  return {
    kind: 'parts',
    host: values.POSTGRES_HOST,
    port: values.POSTGRES_PORT,
    user: values.POSTGRES_USER,
    password: values.POSTGRES_PASSWORD,
    database: values.POSTGRES_DB,
    why: `${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} set`,
  }
}
