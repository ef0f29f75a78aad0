import { type DatabaseOptions, resolveDatabase } from '../database/connection.js'
import { mapDatabaseError } from '../database/database-error.js'
import { type LogEntry, makeLog } from '../database/log.js'
import { makePool } from '../database/pool.js'
import { compareWithModels } from './compare-with-models.js'
import { writeDraft } from './draft-file.js'
import { migrateDown, migrateUp } from './migrate.js'
import { type MigrationStatus, readSchemaState } from './schema-state.js'

/** How a migrator is made. */
export interface MigratorOptions extends DatabaseOptions {
  readonly onLog?: (entry: LogEntry) => void
}

/** Moves the schema of a database, safely from any number of processes at once: one does it, the others wait. */
export interface Migrator {
  /**
   * Applies what is pending, up to and with `to` (a name, or its number), and brings the queue's tables up to
   * date. All in one transaction, but for the queue's. The names of what it applied.
   * @throws WaybillError `INVALID_INPUT` for an unknown name, `STORAGE_UNAVAILABLE`
   */
  up(options?: { readonly to?: string }): Promise<readonly string[]>
  /**
   * Takes back the last migration, the last `steps`, or all from the last one down to and with `to`; `to: '0'`
   * takes back everything, with the data and the queue. The names of what it took back. @throws as `up`
   */
  down(options?: { readonly to?: string; readonly steps?: number }): Promise<readonly string[]>
  /** Every migration, and when it was applied. */
  status(): Promise<readonly MigrationStatus[]>
  /**
   * Writes a draft of the migration from what the migrations make to what the models say, to be reviewed: the
   * path of the new file. @throws WaybillError `CONFIG_INVALID` when there is no such directory
   */
  create(options: { readonly message: string; readonly dir?: string }): Promise<string>
  /** What the models say beyond the migrations, one line each; empty when they agree. */
  check(): Promise<readonly string[]>
  /** Callable twice. */
  close(): Promise<void>
}

/** Makes a migrator with connections of its own. @throws WaybillError `CONFIG_INVALID` */
export function makeMigrator({ onLog, ...database }: MigratorOptions): Migrator {
  const target = resolveDatabase(database)
  const log = makeLog(onLog)
  const pool = makePool(target, { size: 3, log })
  let ended: Promise<void> | undefined
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      throw mapDatabaseError(error)
    }
  }
  return {
    up: options => guarded(() => migrateUp({ pool, target, log }, options)),
    down: options => guarded(() => migrateDown({ pool, target, log }, options)),
    status: () => guarded(async () => (await readSchemaState(pool, target)).migrations),
    check: () =>
      guarded(async () => (await compareWithModels(pool, target)).up.map(change => change.description)),
    create: ({ message, dir }) =>
      guarded(async () => writeDraft(await compareWithModels(pool, target), { message, dir })),
    close: () => {
      ended ??= pool.end()
      return ended
    },
  }
}
