import pg, { type Pool, type PoolClient } from 'pg'
import { type Options, Sequelize, Transaction } from 'sequelize'
import type { SqlEntry } from './log.js'

/** What we replace of Sequelize's connection manager. */
interface ConnectionManager {
  getConnection(): Promise<unknown>
  releaseConnection(connection: PoolClient): void
}

/**
 * Makes a Sequelize that takes its connections from our pool. Its own pool stays empty, so that models, bulk
 * statements and the queue share the same connections and transactions, and a connection is set up once, in
 * one place; Sequelize 6 would also ask for the version and for all types at each start.
 */
export function makeSequelize(pool: Pool, onSql?: (entry: SqlEntry) => void): Sequelize {
  const options: Options & { readonly databaseVersion: string } = {
    dialect: 'postgres',
    dialectModule: pg,
    databaseVersion: '14.0.0',
    benchmark: true,
    logging:
      onSql === undefined ? false : (sql, durationMs) => onSql({ sql, durationMs: Number(durationMs) }),
    define: { timestamps: false, freezeTableName: true },
  }
  const sequelize = new Sequelize(options)
  const manager: unknown = Reflect.get(sequelize, 'connectionManager')
  Object.assign(manager as ConnectionManager, {
    getConnection: () => pool.connect(),
    releaseConnection: client => client.release(),
  } satisfies ConnectionManager)
  return sequelize
}

/** Binds Sequelize's calls to a transaction whose BEGIN and COMMIT are ours. */
export function bindTransaction(sequelize: Sequelize, client: PoolClient): Transaction {
  const transaction = new Transaction(sequelize, {})
  Object.assign(transaction, { connection: client })
  return transaction
}
