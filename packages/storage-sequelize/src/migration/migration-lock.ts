import type { Pool, PoolClient } from 'pg'
import type { DatabaseTarget } from '../database/connection.js'
import { mapDatabaseError } from '../database/database-error.js'
import { literal } from '../database/statement.js'

/**
 * Runs `work` in one transaction that keeps every other migration of the same schema out until it ends: all of
 * it happens or nothing. Without the lock, of two processes that start at once one fails.
 */
export async function withMigrationLock<Result>(
  pool: Pool,
  { schema }: DatabaseTarget,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool)
  try {
    // The queue migrates on another connection meanwhile, so this one may be idle for as long as that takes.
    await client.query(`
      BEGIN;
      SET LOCAL idle_in_transaction_session_timeout TO 0;
      SELECT pg_advisory_xact_lock(hashtextextended(${literal(`waybill migrate ${schema}`)}, 0))`)
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // The connection is dropped, which rolls back.
    client.release(true)
    throw error
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw mapDatabaseError(error)
  }
}
