import { existsSync } from 'node:fs'
import { describe, it } from 'mocha'
import { embeddedBinaries } from '../../src/testing/index.js'

/** A PostgreSQL to run on. */
export interface Server {
  readonly name: string
  readonly binDir: string
}

const embedded: Server = { name: 'PostgreSQL 18', binDir: embeddedBinaries() }
const older: Server = { name: 'PostgreSQL 15', binDir: '/usr/lib/postgresql/15' }
const hasOlder = existsSync(`${older.binDir}/bin/postgres`)

/** Describes the same on the embedded PostgreSQL and on an older one, where the machine has it. */
export function describeOnServers(title: string, define: (server: Server) => void): void {
  describe(`${title} on ${embedded.name}`, () => define(embedded))
  describeOnOlder(title, define)
}

/** Describes something on the older PostgreSQL; where there is none, one skipped test says so. */
export function describeOnOlder(title: string, define: (server: Server) => void): void {
  describe(`${title} on ${older.name}`, () => {
    if (hasOlder) define(older)
    else it(`is skipped: there is no ${older.name} in ${older.binDir}`)
  })
}
