import type { Pool } from 'pg'
import type { Sequelize } from 'sequelize'
import type { Log, SqlEntry } from './log.js'

/** What sessions stand on. */
export interface Database {
  readonly pool: Pool
  readonly sequelize: Sequelize
  /** The channel on which appended events are announced. */
  readonly eventChannel: string
  readonly log: Log
  readonly onSql: ((entry: SqlEntry) => void) | undefined
}
