import { type NewEvent, WaybillError } from '@waybill/core'
import type { PoolClient } from 'pg'
import { buildEventAppends } from '../event/append-events.js'
import type { Database } from './database.js'
import { mapDatabaseError } from './database-error.js'
import { runStatement } from './run-statement.js'
import { bindTransaction } from './sequelize.js'
import type { Binding, TransactionSession } from './session.js'
import type { Statement } from './statement.js'

/** A transaction on one connection, which it does not give back. */
export class OpenTransaction implements TransactionSession {
  readonly #database: Database
  readonly #client: PoolClient
  readonly #binding: Binding
  readonly #events: NewEvent[] = []
  /** A connection takes one statement at a time; callers may ask for several at once. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(database: Database, client: PoolClient) {
    this.#database = database
    this.#client = client
    this.#binding = { transaction: bindTransaction(database.sequelize, client) }
  }

  async begin(): Promise<void> {
    await this.query({ text: 'BEGIN' })
  }

  async query<Row extends object>(statement: Statement): Promise<Row[]> {
    const { rows } = await this.#run<Row>(statement)
    return rows
  }

  useModels<Result>(work: (binding: Binding) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      try {
        return await work(this.#binding)
      } catch (error) {
        throw mapDatabaseError(error)
      }
    })
  }

  transaction<Result>(work: (session: TransactionSession) => Promise<Result>): Promise<Result> {
    return work(this)
  }

  addEvents(events: readonly NewEvent[]): void {
    for (const event of events) this.#events.push(event)
  }

  /**
   * Commits. The events get their numbers right before, where they are few in the message that carries the COMMIT:
   * from there on every other writer of events waits for this one, so nothing may come in between.
   * @throws WaybillError `INTERNAL` when a statement had failed and its error was lost: nothing is committed
   */
  async commit(): Promise<void> {
    const [first, ...others] = buildEventAppends(this.#events, this.#database.eventChannel)
    const goesAlong = first !== undefined && first.values === undefined
    if (first !== undefined && !goesAlong) await this.query(first)
    for (const append of others) await this.query(append)
    const { command } = await this.#run(
      goesAlong ? { ...first, text: `${first.text}; COMMIT` } : { text: 'COMMIT' },
    )
    // That is how PostgreSQL answers the COMMIT of a transaction in which a statement failed.
    if (command === 'ROLLBACK') {
      throw new WaybillError(
        'INTERNAL',
        'A statement of the transaction failed and its error was not passed on.',
      )
    }
  }

  /** True when the connection is of no use any more. */
  async rollback(): Promise<boolean> {
    try {
      await this.query({ text: 'ROLLBACK' })
      return false
    } catch {
      // The error that led here is the one to tell; dropping the connection ends its transaction, too.
      return true
    }
  }

  #run<Row extends object>(statement: Statement) {
    return this.#inTurn(() => runStatement<Row>(this.#client, statement, this.#database.onSql))
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
