import type { DatabaseOptions } from '../database/connection.js'
import type { LogEntry, SqlEntry } from '../database/log.js'
import type { EncryptionKey } from '../run/seal.js'

/**
 * What to do about the schema at the start. `auto`: bring it up to date. `check`: refuse to start when something is
 * pending. `off`: take it as it is.
 */
export type MigrateMode = 'auto' | 'check' | 'off'

/** How a storage is opened. */
export interface SequelizeStorageOptions extends DatabaseOptions {
  /** @default 'auto' */
  readonly migrate?: MigrateMode
  /**
   * Seals stored states, plans and parameters with AES-256-GCM: the first key seals, any of them opens, so that a new one may be
   * put in front. What was stored before stays as it is. @default nothing is sealed
   */
  readonly encryption?: { readonly keys: readonly EncryptionKey[] }
  /**
   * Connections at most, at least 2. A worker of the queue holds one of them all the time; who listens for events
   * uses one beside them. @default 10
   */
  readonly poolSize?: number
  /** Hears of lost connections, applied migrations and the like. */
  readonly onLog?: (entry: LogEntry) => void
  /** Hears of each statement, without the values of its parameters. */
  readonly onSql?: (entry: SqlEntry) => void
}
