import { readFileSync } from 'node:fs'

/** The version of Waybill, as the package says. Without a schema: that would be most of the time `--help` takes. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version }: { readonly version?: unknown } = JSON.parse(text)
  return typeof version === 'string' ? version : 'unknown'
}
