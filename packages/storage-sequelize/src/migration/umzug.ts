import type { PoolClient } from 'pg'
import type { UmzugStorage } from 'umzug'
import type { DatabaseTarget } from '../database/connection.js'
import { loadMigrations } from './load-migrations.js'
import type { NamedMigration } from './migration.js'

/** Builds what umzug works with: every migration, on the connection that holds the lock. */
export async function makeUmzug(client: PoolClient, target: DatabaseTarget) {
  // Loaded when something is to be migrated: it takes longer to load than to find out that nothing is.
  const { Umzug } = await import('umzug')
  const migrations = await loadMigrations()
  return new Umzug({
    migrations: migrations.map(migration => toUmzugMigration(migration, client)),
    storage: makeUmzugStorage(client, target),
    logger: undefined,
  })
}

function toUmzugMigration({ name, up, down }: NamedMigration, client: PoolClient) {
  return { name, up: () => client.query(up), down: () => client.query(down) }
}

/** Remembers what is applied in the table `migrations` of the same schema. */
function makeUmzugStorage(client: PoolClient, { schema }: DatabaseTarget): UmzugStorage {
  const table = `"${schema}".migrations`
  return {
    async logMigration({ name }) {
      await client.query(`INSERT INTO ${table} (name, applied_at) VALUES ($1, clock_timestamp())`, [name])
    },
    async unlogMigration({ name }) {
      await client.query(`DELETE FROM ${table} WHERE name = $1`, [name])
    },
    async executed() {
      const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${table}`)
      return rows.map(row => row.name)
    },
  }
}

/**
 * Makes the schema and the table of applied migrations where they are missing. Asked first: `IF NOT EXISTS` still
 * wants the right to create, which whoever was given a ready schema need not have.
 */
export async function ensureSchema(client: PoolClient, { schema }: DatabaseTarget): Promise<void> {
  const { rows } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
  if (rows.length === 0) await client.query(`CREATE SCHEMA "${schema}"`)
  await client.query(`
    CREATE TABLE IF NOT EXISTS "${schema}".migrations (name TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)`)
}
