import { WaybillError } from '@waybill/core'
import { runStatement } from '../database/run-statement.js'
import { type MigrationDeps, migrateUp } from '../migration/migrate.js'
import { isUpToDate, readSchemaState } from '../migration/schema-state.js'
import type { MigrateMode } from './options.js'

const oldestVersion = 14

/** Brings the schema up to date, or makes sure that it is. @throws WaybillError `SCHEMA_OUTDATED` */
export async function prepareSchema(deps: MigrationDeps, mode: MigrateMode): Promise<void> {
  if (mode === 'off') return
  const state = await readSchemaState(deps.pool, deps.target)
  if (isUpToDate(state)) return
  if (mode === 'auto') {
    await migrateUp(deps)
    return
  }
  const pending = state.migrations.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name)
  if (!state.queueExists) pending.push('the tables of the queue')
  throw new WaybillError('SCHEMA_OUTDATED', `The database lacks ${pending.join(', ')}.`, {
    hint: 'Run the migrations first, or let them run by themselves.',
    details: { pending },
  })
}

/** The server's version, e.g. `18.4`. @throws WaybillError `STORAGE_UNAVAILABLE` when it is too old or away */
export async function readServerVersion({ pool }: Pick<MigrationDeps, 'pool'>): Promise<string> {
  const { rows } = await runStatement<{ server_version: string }>(pool, { text: 'SHOW server_version' })
  // Debian adds its own version behind a space.
  const [version = ''] = (rows[0]?.server_version ?? '').split(' ')
  if (Number.parseInt(version, 10) >= oldestVersion) return version
  throw new WaybillError('STORAGE_UNAVAILABLE', `PostgreSQL ${version} is too old.`, {
    hint: `Use version ${oldestVersion} or newer.`,
  })
}
