import type { ClientBase, Pool } from 'pg'
import type { DatabaseTarget } from '../database/connection.js'
import { runStatement } from '../database/run-statement.js'
import { listMigrationNames } from './load-migrations.js'

/** A migration and when it was applied; null while it is pending. */
export interface MigrationStatus {
  readonly name: string
  readonly appliedAt: string | null
}

/** What the database says of its schema. */
export interface SchemaState {
  /** In their order; also applied ones that this version does not know, which a newer version added. */
  readonly migrations: readonly MigrationStatus[]
  readonly queueExists: boolean
}

interface AppliedRow {
  readonly name: string
  readonly applied_at: Date
}

/** Looks what is applied, without lock and without writing. */
export async function readSchemaState(
  client: Pool | ClientBase,
  target: DatabaseTarget,
): Promise<SchemaState> {
  const names = await listMigrationNames()
  const { rows } = await runStatement<{ migrations: boolean; queue: boolean }>(client, {
    text: `SELECT to_regclass($1) IS NOT NULL AS migrations, to_regclass($2) IS NOT NULL AS queue`,
    values: [`"${target.schema}".migrations`, `"${target.queueSchema}".migrations`],
  })
  const applied = rows[0]?.migrations === true ? await readApplied(client, target) : []
  const appliedAt = new Map(applied.map(row => [row.name, row.applied_at.toISOString()]))
  const all = [...new Set([...names, ...appliedAt.keys()])].sort()
  return {
    migrations: all.map(name => ({ name, appliedAt: appliedAt.get(name) ?? null })),
    queueExists: rows[0]?.queue === true,
  }
}

/** Whether anything is missing that this version needs. */
export function isUpToDate({ migrations, queueExists }: SchemaState): boolean {
  return queueExists && migrations.every(({ appliedAt }) => appliedAt !== null)
}

async function readApplied(client: Pool | ClientBase, { schema }: DatabaseTarget): Promise<AppliedRow[]> {
  const { rows } = await runStatement<AppliedRow>(client, {
    text: `SELECT name, applied_at FROM "${schema}".migrations`,
  })
  return rows
}
