import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalPostgres, startLocalPostgres } from '@waybill/local-postgres'
import { Client } from 'pg'
import { makeMigrator } from '../migration/migrator.js'

const templateName = 'waybill_template'

/** A PostgreSQL for the tests of one process, in a directory that goes with it. */
export class TestServer {
  readonly #server: LocalPostgres
  readonly #directory: string
  #template: Promise<void> | undefined
  /** Databases are made and dropped one at a time: a template must not be in use. */
  #last: Promise<unknown> = Promise.resolve()
  #count = 0

  private constructor(server: LocalPostgres, directory: string) {
    this.#server = server
    this.#directory = directory
  }

  static async start(binDir: string): Promise<TestServer> {
    const directory = await mkdtemp(join(tmpdir(), 'waybill-test-'))
    try {
      const server = await startLocalPostgres({
        dataDir: join(directory, 'postgres'),
        binDir,
        durable: false,
      })
      return new TestServer(server, directory)
    } catch (error) {
      await rm(directory, { recursive: true, force: true })
      throw error
    }
  }

  /** Such as `18.4`. */
  get version(): string {
    return this.#server.version
  }

  /** Makes a database, with all migrations applied or none, and gives its URL. */
  async create({ migrated }: { readonly migrated: boolean }): Promise<string> {
    if (migrated) {
      this.#template ??= this.#makeTemplate()
      await this.#template
    }
    this.#count += 1
    const name = `test_${this.#count}`
    await this.#run(`CREATE DATABASE ${name} TEMPLATE ${migrated ? templateName : 'template0'}`)
    return this.#urlOf(name)
  }

  /** @throws when something is still connected 5 s later: a pool that nobody closed */
  async drop(url: string): Promise<void> {
    await this.#run(`DROP DATABASE ${new URL(url).pathname.slice(1)}`)
  }

  /** @throws when a connection to one of its databases is open: a pool outlived its test */
  async stop(): Promise<void> {
    try {
      const left = await this.#run(`
        SELECT datname, application_name, query FROM pg_stat_activity WHERE datname LIKE 'test\\_%'`)
      if (left.length > 0) throw new Error(`Connections outlived their tests: ${JSON.stringify(left)}`)
    } finally {
      await this.#server.stop()
      await rm(this.#directory, { recursive: true, force: true })
    }
  }

  async #makeTemplate(): Promise<void> {
    await this.#run(`CREATE DATABASE ${templateName} TEMPLATE template0`)
    const migrator = makeMigrator({ url: this.#urlOf(templateName) })
    await migrator.up()
    await migrator.close()
  }

  #run(sql: string): Promise<object[]> {
    const turn = this.#last.then(async () => {
      const client = new Client({ connectionString: this.#server.url })
      await client.connect()
      try {
        const { rows } = await client.query<object>(sql)
        return rows
      } finally {
        await client.end()
      }
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  #urlOf(database: string): string {
    const url = new URL(this.#server.url)
    url.pathname = `/${database}`
    return url.href
  }
}
