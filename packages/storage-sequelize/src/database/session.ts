import type { NewEvent } from '@waybill/core'
import type { Transaction } from 'sequelize'
import type { Statement } from './statement.js'

/** What binds Sequelize's calls to the connection they belong on; spread into their options. */
export interface Binding {
  readonly transaction: Transaction | null
}

/** Where statements go: to the pool, or to the connection of one transaction. Errors are WaybillErrors. */
export interface Session {
  /** Runs a statement and gives back its rows. */
  query<Row extends object>(statement: Statement): Promise<Row[]>
  /** Runs calls of Sequelize, handed what binds them. */
  useModels<Result>(work: (binding: Binding) => Promise<Result>): Promise<Result>
  /** Runs `work` in this transaction, or in one of its own. */
  transaction<Result>(work: (session: TransactionSession) => Promise<Result>): Promise<Result>
}

/** A session inside a transaction. */
export interface TransactionSession extends Session {
  /** Keeps events for the end of the transaction, where they get their numbers. */
  addEvents(events: readonly NewEvent[]): void
}
