import { Pool, type PoolClient } from 'pg'
import type { DatabaseTarget } from './connection.js'
import type { Log } from './log.js'

/** Longest wait for a connection, new or given back, in ms. */
const connectTimeoutMs = 10_000

/** How a pool is made. */
export interface PoolOptions {
  readonly size: number
  readonly log: Log
}

/**
 * Makes the one pool that everything goes through: Sequelize, our own statements and graphile-worker. Makes no
 * connection yet. Each connection finds its tables by `search_path`; a transaction that is left open is ended
 * by the server after 5 s, because whoever holds a counter row keeps every other writer waiting.
 */
export function makePool(target: DatabaseTarget, { size, log }: PoolOptions): Pool {
  const pool = new Pool({
    ...target.client,
    max: size,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    onConnect: async client => {
      await client.query(sessionSettings(target.schema))
    },
  })
  // Without a listener, an error of an idle connection would end the process. The pool forgets the connection.
  pool.on('error', error => log('warn', 'an idle connection to the database was lost', error))
  // The same for one in use; whoever uses it gets the error from the statement.
  pool.on('connect', (client: PoolClient) =>
    client.on('error', error => log('debug', 'a connection was lost', error)),
  )
  return pool
}

function sessionSettings(schema: string): string {
  return [
    `SET search_path TO "${schema}"`,
    "SET idle_in_transaction_session_timeout TO '5s'",
    'SET standard_conforming_strings TO on',
    'SET client_min_messages TO warning',
  ].join('; ')
}
