import { type LocalPostgres, startLocalPostgres } from '@waybill/local-postgres'
import { Client } from 'pg'
import type { BenchContext } from '../bench-context.js'
import { type TemporaryDirectory, temporaryDirectory } from '../process/temporary-directory.js'
import { embeddedBinaries } from './embedded-binaries.js'

/** How much the database cares for its data. */
export interface DurabilityOptions {
  /**
   * Writes through to the disk, as in production: figures of a server without `fsync` flatter whoever writes most
   * often. `false` is for trying things out.
   */
  readonly durable: boolean
}

/** A real PostgreSQL in a temporary directory. Disposing it stops the server and removes it. */
export class BenchDatabase implements AsyncDisposable {
  readonly #server: LocalPostgres
  readonly #admin: Client
  readonly #durable: boolean
  readonly #directory: TemporaryDirectory
  #databases = 0

  private constructor(server: LocalPostgres, directory: TemporaryDirectory, durable: boolean) {
    this.#durable = durable
    this.#server = server
    this.#admin = new Client({ connectionString: server.url })
    this.#directory = directory
  }

  static async start({
    durable,
    signal,
    onProgress,
  }: BenchContext & DurabilityOptions): Promise<BenchDatabase> {
    const directory = temporaryDirectory('postgres')
    let server: LocalPostgres | undefined
    try {
      const options = { dataDir: directory.path, binDir: embeddedBinaries(), durable }
      server = await startLocalPostgres({ ...options, signal, onProgress })
      const database = new BenchDatabase(server, directory, durable)
      await database.#admin.connect()
      return database
    } catch (error) {
      await server?.stop()
      await directory[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Such as `PostgreSQL 18.4, fsync on`. */
  get description(): string {
    return `PostgreSQL ${this.#server.version}, fsync ${this.#durable ? 'on' : 'off'}`
  }

  /** Makes an empty database and answers its URL. */
  async create(): Promise<string> {
    this.#databases += 1
    const url = new URL(this.#server.url)
    url.pathname = `/bench_${this.#databases}`
    await this.#admin.query(`CREATE DATABASE bench_${this.#databases}`)
    return url.href
  }

  async drop(url: string): Promise<void> {
    await this.#admin.query(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
  }

  /** Writes out what earlier work left in memory, so that it does not slow down what is measured next. */
  async settle(): Promise<void> {
    await this.#admin.query('CHECKPOINT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.end()
    await this.#server.stop()
    await this.#directory[Symbol.asyncDispose]()
  }
}
