import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isWaybillError, type Storage, WaybillError } from '@waybill/core'
import { LocalPostgresError, startLocalPostgres } from '@waybill/local-postgres'
import { type ConnectionParts, sequelizeStorage } from '@waybill/storage-sequelize'
import { embeddedBinaries } from './embedded-binaries.js'
import { loadEncryptionKeys } from './encryption-keys.js'
import type { Project } from './project.js'

/** How the storage is opened. */
export interface OpenStorageOptions {
  /** Whether a data directory may be made for the embedded database. */
  readonly create: boolean
  /** How long a database that is away is waited for, in ms. */
  readonly waitMs: number
  readonly onProgress: (message: string) => void
}

export interface OpenedDatabase {
  readonly connection: string | ConnectionParts
  /** Leaves the embedded server; the last one stops it. */
  readonly leave: () => Promise<void>
}

/**
 * The storage of a project: an own PostgreSQL or the embedded one.
 * @throws WaybillError `STORAGE_UNAVAILABLE`, `SCHEMA_OUTDATED`
 */
export async function openStorage(project: Project, options: OpenStorageOptions): Promise<Storage> {
  const database = await openDatabase(project, options)
  const { WAYBILL_SCHEMA, WAYBILL_MIGRATE } = project.loaded.values
  try {
    const keys = loadEncryptionKeys(project)
    const open = () =>
      sequelizeStorage({
        connection: database.connection,
        schema: WAYBILL_SCHEMA,
        migrate: WAYBILL_MIGRATE,
        ...(keys && { encryption: { keys } }),
      })
    const storage = await waitFor(open, options)
    return { ...bound(storage), close: () => storage.close().finally(database.leave) }
  } catch (error) {
    await database.leave()
    throw error
  }
}

/** What to connect to; the embedded server runs when this resolves. */
export async function openDatabase(project: Project, options: OpenStorageOptions): Promise<OpenedDatabase> {
  const { database } = project
  if (database.kind === 'url') return { connection: database.url, leave: async () => undefined }
  if (database.kind === 'parts') {
    const { host, port, user, password } = database
    return {
      connection: { host, port, user, password, database: database.database },
      leave: async () => undefined,
    }
  }
  if (!options.create && !existsSync(join(project.dataDir, 'postgres'))) throw noDatabase(project)
  try {
    const server = await startLocalPostgres({
      dataDir: join(project.dataDir, 'postgres'),
      binDir: embeddedBinaries(),
      onProgress: options.onProgress,
    })
    return { connection: server.url, leave: () => server.stop() }
  } catch (error) {
    if (!(error instanceof LocalPostgresError)) throw error
    throw new WaybillError('STORAGE_UNAVAILABLE', `The embedded database did not start: ${error.message}`, {
      hint: 'Set POSTGRES_* or DATABASE_URL to use a PostgreSQL of your own.',
      cause: error,
    })
  }
}

function noDatabase(project: Project): WaybillError {
  return new WaybillError('STORAGE_UNAVAILABLE', `There is no database in ${project.dataDir} yet.`, {
    hint: 'Start `waybill serve` once, which makes one, or set POSTGRES_* or DATABASE_URL.',
  })
}

/** A class's methods live on its prototype, which a spread leaves behind. */
function bound(storage: Storage): Storage {
  return {
    info: storage.info,
    catalog: storage.catalog,
    workspaces: storage.workspaces,
    runs: storage.runs,
    events: storage.events,
    queue: storage.queue,
    tokens: storage.tokens,
    answers: storage.answers,
    webhooks: storage.webhooks,
    transaction: work => storage.transaction(work),
    ping: () => storage.ping(),
    ...(storage.prune && { prune: before => storage.prune?.(before) ?? Promise.resolve() }),
    inspect: storage.inspect?.bind(storage),
    close: () => storage.close(),
  }
}

/**
 * Does something with the database; while it is away, again and again for as long as it may be waited for.
 * @throws WaybillError `STORAGE_UNAVAILABLE`, and whatever else the work throws
 */
export async function waitFor<Result>(
  open: () => Promise<Result>,
  options: Pick<OpenStorageOptions, 'waitMs' | 'onProgress'>,
): Promise<Result> {
  const until = Date.now() + options.waitMs
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (!isWaybillError(error) || error.code !== 'STORAGE_UNAVAILABLE' || Date.now() >= until) throw error
      const left = Math.ceil((until - Date.now()) / 1000)
      options.onProgress(`The database does not answer yet (${error.message}); trying for ${left} s more …`)
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  }
}
