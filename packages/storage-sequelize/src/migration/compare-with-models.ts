import { randomBytes } from 'node:crypto'
import type { ClientBase, Pool, PoolClient } from 'pg'
import type { DatabaseTarget } from '../database/connection.js'
import { bindTransaction, makeSequelize } from '../database/sequelize.js'
import type { TableDefinition } from '../schema/table-definition.js'
import { tables } from '../schema/tables.js'
import { diffSchemas, type SchemaChange } from './diff-schemas.js'
import { loadMigrations } from './load-migrations.js'
import type { NamedMigration } from './migration.js'
import { readSchemaShape, type SchemaShape } from './schema-shape.js'

/** What lies between migrations and models, both ways. */
export interface Comparison {
  /** From what the migrations make to what the models say. */
  readonly up: readonly SchemaChange[]
  readonly down: readonly SchemaChange[]
}

/** What is compared. */
export interface ComparisonInput {
  readonly migrations?: readonly NamedMigration[]
  readonly models?: readonly TableDefinition[]
}

/**
 * Makes the schema twice, by the migrations and by the models, in two schemas beside the real one, and compares
 * them. Everything happens in a transaction that is rolled back: whatever comes, nothing is left, and it takes no
 * right beyond those that migrations need.
 */
export async function compareWithModels(
  pool: Pool,
  { schema }: DatabaseTarget,
  { migrations, models = tables }: ComparisonInput = {},
): Promise<Comparison> {
  const all = migrations ?? (await loadMigrations())
  const shadow = `${schema}_shadow_${randomBytes(4).toString('hex')}`
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const migrated = await buildSchema(client, `${shadow}_a`, () => runMigrations(client, all))
    const modelled = await buildSchema(client, `${shadow}_b`, () => createTables(pool, client, models))
    return { up: diffSchemas(migrated, modelled), down: diffSchemas(modelled, migrated) }
  } finally {
    // Dropping the connection rolls back.
    client.release(true)
  }
}

async function buildSchema(
  client: ClientBase,
  name: string,
  build: () => Promise<void>,
): Promise<SchemaShape> {
  await client.query(`CREATE SCHEMA "${name}"; SET LOCAL search_path TO "${name}"`)
  await build()
  return readSchemaShape(client, name)
}

async function runMigrations(client: ClientBase, migrations: readonly NamedMigration[]): Promise<void> {
  for (const { up } of migrations) await client.query(up)
}

async function createTables(
  pool: Pool,
  client: PoolClient,
  models: readonly TableDefinition[],
): Promise<void> {
  const sequelize = makeSequelize(pool)
  const queryInterface = sequelize.getQueryInterface()
  const transaction = bindTransaction(sequelize, client)
  for (const { name, columns, indexes = [] } of models) {
    const attributes = Object.fromEntries(
      Object.entries(columns).map(([column, options]) => [column, { ...options }]),
    )
    await queryInterface.createTable(name, attributes, { transaction })
    for (const { fields = [], ...index } of indexes) {
      await queryInterface.addIndex(name, { ...index, fields: [...fields], transaction })
    }
  }
}
