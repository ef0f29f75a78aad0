import {
  type Storage,
  type StorageInfo,
  type StorageReport,
  type Stores,
  type Timestamp,
  WaybillError,
} from '@waybill/core'
import { type DatabaseTarget, resolveDatabase } from '../database/connection.js'
import type { Database } from '../database/database.js'
import { makeLog } from '../database/log.js'
import { makePool } from '../database/pool.js'
import { PoolSession } from '../database/pool-session.js'
import { runStatement } from '../database/run-statement.js'
import { makeSequelize } from '../database/sequelize.js'
import { EventListener } from '../event/event-listener.js'
import { SequelizeAnswerStore } from '../idempotency/sequelize-answer-store.js'
import { BlobCodec } from '../run/blob-codec.js'
import { QueueWorkers } from '../run/queue-workers.js'
import type { EncryptionKey } from '../run/seal.js'
import { inspect } from './inspect.js'
import type { SequelizeStorageOptions } from './options.js'
import { prepareSchema, readServerVersion } from './prepare-schema.js'
import { pruneAll } from './prune.js'
import { bindStores } from './stores.js'

/** Longest that `ping` waits for an answer, in ms. */
const pingTimeoutMs = 5000

/**
 * Opens the storage on a PostgreSQL, 14 or newer, and brings its schema up to date, as `options.migrate` says.
 * @throws WaybillError `CONFIG_INVALID`; `STORAGE_UNAVAILABLE`, which may be retried; `SCHEMA_OUTDATED`
 */
export async function sequelizeStorage(options: SequelizeStorageOptions): Promise<Storage> {
  const { migrate = 'auto', poolSize = 10, onSql, encryption } = options
  requireKeys(encryption?.keys)
  const target = resolveDatabase(options)
  requirePoolSize(poolSize)
  const log = makeLog(options.onLog)
  const pool = makePool(target, { size: poolSize, log })
  try {
    const version = await readServerVersion({ pool })
    await prepareSchema({ pool, target, log }, migrate)
    const sequelize = makeSequelize(pool, onSql)
    const database: Database = { pool, sequelize, eventChannel: `${target.schema}_events`, log, onSql }
    return new SequelizeStorage(database, { target, version, codec: new BlobCodec(encryption?.keys) })
  } catch (error) {
    await pool.end()
    throw error
  }
}

function requirePoolSize(poolSize: number): void {
  if (Number.isInteger(poolSize) && poolSize >= 2) return
  throw new WaybillError('CONFIG_INVALID', `A pool of ${poolSize} connections is too small.`, {
    hint: 'Use 2 or more: a worker holds one all the time.',
  })
}

function requireKeys(keys: readonly EncryptionKey[] = []): void {
  for (const { id, key } of keys) {
    const isId = /^[\w.-]{1,100}$/.test(id)
    if (isId && key.length === 32) continue
    const why = isId
      ? `has ${key.length} bytes, not 32`
      : 'has an id that is not letters, digits, "-", "_" and "."'
    throw new WaybillError('CONFIG_INVALID', `The encryption key ${JSON.stringify(id)} ${why}.`)
  }
}

interface OpenedParts {
  readonly target: DatabaseTarget
  readonly version: string
  readonly codec: BlobCodec
}

/** All stores on one PostgreSQL. */
class SequelizeStorage implements Storage {
  readonly info: StorageInfo
  readonly catalog: Stores['catalog']
  readonly workspaces: Stores['workspaces']
  readonly runs: Stores['runs']
  readonly events: Stores['events']
  readonly queue: Stores['queue']
  readonly tokens: Stores['tokens']
  readonly answers: Storage['answers']
  readonly webhooks: Stores['webhooks']
  readonly #database: Database
  readonly #target: DatabaseTarget
  readonly #session: PoolSession
  readonly #listener: EventListener
  readonly #workers: QueueWorkers
  readonly #bind: ReturnType<typeof bindStores>
  #closed: Promise<void> | undefined

  constructor(database: Database, { target, version, codec }: OpenedParts) {
    const { pool, log } = database
    this.#database = database
    this.#target = target
    this.#session = new PoolSession(database)
    this.#listener = new EventListener({ client: target.client, channel: database.eventChannel, log })
    this.#workers = new QueueWorkers({ pool, schema: target.queueSchema, log })
    this.#bind = bindStores({ database, listener: this.#listener, workers: this.#workers, codec })
    const stores = this.#bind(this.#session)
    this.info = { kind: 'postgresql', version, location: target.location }
    this.catalog = stores.catalog
    this.workspaces = stores.workspaces
    this.runs = stores.runs
    this.events = stores.events
    this.queue = stores.queue
    this.tokens = stores.tokens
    this.answers = new SequelizeAnswerStore(this.#session)
    this.webhooks = stores.webhooks
  }

  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    return this.#session.transaction(session => work(this.#bind(session)))
  }

  async ping(): Promise<void> {
    const { pool, onSql } = this.#database
    await runStatement(pool, { text: 'SELECT 1', timeoutMs: pingTimeoutMs }, onSql)
  }

  async prune(before: Timestamp): Promise<void> {
    await pruneAll(this.#session, before)
  }

  async inspect(): Promise<StorageReport> {
    const { pool } = this.#database
    const [report, workers] = await Promise.all([
      inspect(this.#session, { pool, target: this.#target }),
      this.runs.listWorkers(),
    ])
    return { ...report, workers: workers.length }
  }

  close(): Promise<void> {
    this.#closed ??= this.#end()
    return this.#closed
  }

  async #end(): Promise<void> {
    await this.#listener.close()
    await this.#workers.stop()
    await this.#database.pool.end()
  }
}
