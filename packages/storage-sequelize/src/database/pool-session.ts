import type { PoolClient } from 'pg'
import type { Database } from './database.js'
import { mapDatabaseError } from './database-error.js'
import { OpenTransaction } from './open-transaction.js'
import { runStatement } from './run-statement.js'
import type { Binding, Session, TransactionSession } from './session.js'
import type { Statement } from './statement.js'

/** Runs each statement on its own, on whatever connection is free. */
export class PoolSession implements Session {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async query<Row extends object>(statement: Statement): Promise<Row[]> {
    const { rows } = await runStatement<Row>(this.#database.pool, statement, this.#database.onSql)
    return rows
  }

  async useModels<Result>(work: (binding: Binding) => Promise<Result>): Promise<Result> {
    try {
      return await work({ transaction: null })
    } catch (error) {
      throw mapDatabaseError(error)
    }
  }

  async transaction<Result>(work: (session: TransactionSession) => Promise<Result>): Promise<Result> {
    const client = await this.#connect()
    const transaction = new OpenTransaction(this.#database, client)
    try {
      await transaction.begin()
      const result = await work(transaction)
      await transaction.commit()
      client.release()
      return result
    } catch (error) {
      client.release(await transaction.rollback())
      throw error
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#database.pool.connect()
    } catch (error) {
      throw mapDatabaseError(error)
    }
  }
}
