import type { Storage } from '@waybill/core'
import { after, before } from 'mocha'
import { Client } from 'pg'
import { type SequelizeStorageOptions, sequelizeStorage } from '../../src/index.js'
import { tables } from '../../src/schema/tables.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import type { Server } from './servers.js'

/** One database and one storage for all tests of a block. */
export interface StorageHarness {
  readonly storage: Storage
  readonly url: string
  /** Empties it, as if it were new. */
  empty(): Promise<void>
  /** Runs SQL beside the storage. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
}

/** Registers hooks that open a storage on a database of its own, and close and drop them. */
export function useStorage(
  server?: Server,
  options: Omit<SequelizeStorageOptions, 'url' | 'connection'> = {},
): StorageHarness {
  let database: TestDatabase
  let storage: Storage
  let client: Client
  before(async () => {
    database = await testDatabase(server)
    storage = await sequelizeStorage({ ...options, url: database.url })
    client = new Client({ connectionString: database.url, options: '-c search_path=waybill' })
    await client.connect()
  })
  after(async () => {
    await storage.close()
    await client.end()
    await database.drop()
  })
  return {
    get storage() {
      return storage
    },
    get url() {
      return database.url
    },
    async empty() {
      const counters = ['catalog_version', 'event_counter']
      const others = tables.map(table => table.name).filter(name => !counters.includes(name))
      await client.query(`
        ${others
          .toReversed()
          .map(name => `DELETE FROM ${name};`)
          .join(' ')}
        DELETE FROM waybill_queue._private_jobs;
        UPDATE catalog_version SET number = 0, changed_at = NULL;
        UPDATE event_counter SET number = 0`)
    },
    async sql<Row extends object>(text: string, values: unknown[] = []) {
      const { rows } = await client.query<Row>(text, values)
      return rows
    },
  }
}
