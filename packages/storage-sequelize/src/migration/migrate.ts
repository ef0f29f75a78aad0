import { WaybillError } from '@waybill/core'
import type { Pool, PoolClient } from 'pg'
import type { DatabaseTarget } from '../database/connection.js'
import type { Log } from '../database/log.js'
import { migrateGraphile } from '../run/graphile-pool.js'
import { listMigrationNames } from './load-migrations.js'
import { withMigrationLock } from './migration-lock.js'
import { ensureSchema, makeUmzug } from './umzug.js'

/** What migrations run on. */
export interface MigrationDeps {
  readonly pool: Pool
  readonly target: DatabaseTarget
  readonly log: Log
}

/** Applies what is pending. */
export async function migrateUp(
  deps: MigrationDeps,
  { to }: { readonly to?: string } = {},
): Promise<string[]> {
  const { pool, target, log } = deps
  const name = to === undefined ? undefined : await resolveName(to)
  const names = await withMigrationLock(pool, target, async client => {
    await ensureSchema(client, target)
    const umzug = await makeUmzug(client, target)
    const applied = await umzug.up(name === undefined ? {} : { to: name })
    await migrateGraphile({ pool, schema: target.queueSchema, log })
    return applied.map(migration => migration.name)
  })
  if (names.length > 0) log('info', `applied migrations: ${names.join(', ')}`)
  return names
}

/** Takes back migrations, and with the last of them the queue. */
export async function migrateDown(
  { pool, target, log }: MigrationDeps,
  { to, steps = 1 }: { readonly to?: string; readonly steps?: number } = {},
): Promise<string[]> {
  const name = to === undefined || to === '0' ? undefined : await resolveName(to)
  const names = await withMigrationLock(pool, target, async client => {
    await ensureSchema(client, target)
    const umzug = await makeUmzug(client, target)
    const reverted = await umzug.down(
      to === '0' ? { to: 0 } : name === undefined ? { step: steps } : { to: name },
    )
    if ((await umzug.executed()).length === 0) await dropQueue(client, target)
    return reverted.map(migration => migration.name)
  })
  if (names.length > 0) log('info', `took back migrations: ${names.join(', ')}`)
  return names
}

/** Jobs without runs are of no use. */
async function dropQueue(client: PoolClient, { queueSchema }: DatabaseTarget): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS "${queueSchema}" CASCADE`)
}

/** The name of a migration, given as it is or by its number. */
async function resolveName(asked: string): Promise<string> {
  const names = await listMigrationNames()
  const name = names.find(other => other === asked || other.startsWith(`${asked.padStart(4, '0')}-`))
  if (name !== undefined) return name
  throw new WaybillError('INVALID_INPUT', `There is no migration "${asked}".`, {
    hint: `There are ${names.join(', ')}.`,
  })
}
