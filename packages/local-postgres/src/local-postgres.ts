import { setTimeout as delay } from 'node:timers/promises'
import { buildConnectionUrl } from './connection-url.js'
import { type Joined, joinServer } from './join-server.js'
import type { Membership } from './membership.js'
import type { LocalPostgresOptions } from './options.js'
import { openServerHome, type ServerHome } from './server-home.js'
import { stopServer } from './server-process.js'
import { removeSocketLink } from './socket-dir.js'

const DEFAULT_START_TIMEOUT_MS = 30_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000

/** What a {@link LocalPostgres} is made of. */
interface LocalPostgresParts {
  readonly home: ServerHome
  readonly joined: Joined
  readonly startTimeoutMs: number
}

/**
 * Starts the PostgreSQL of a directory, or adopts the one that already runs there, and makes the database.
 * Any number of processes may do so at once, and be killed at any instant.
 *
 * Throws a `LocalPostgresError`: `INVALID_OPTION`, `PLATFORM_UNSUPPORTED`, `BINARIES_MISSING`, `BINARIES_UNUSABLE`,
 * `ACCOUNT_MISSING`, `DATA_NOT_ACCESSIBLE`, `DATA_VERSION_MISMATCH`, `INIT_FAILED`, `START_FAILED`,
 * `START_TIMEOUT`; or the reason of `options.signal`.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS, signal } = options
  const home = await openServerHome(options)
  const joined = await joinServer(home, { timeoutMs: startTimeoutMs, signal })
  return new LocalPostgres({ home, joined, startTimeoutMs })
}

/**
 * One user's hold on a local PostgreSQL. The server lives while anybody holds it. When it dies meanwhile,
 * every holder joins it again, and the first one starts it again, under the same `url`.
 */
export class LocalPostgres implements AsyncDisposable {
  /** `postgres://…?host=<socket folder>`, understood by pg, Sequelize 6 and libpq (psql). */
  readonly url: string
  /** The folder of the Unix socket, as short as a socket's address has to be. */
  readonly socketDir: string
  /** True when the server was already running. */
  readonly adopted: boolean
  readonly #home: ServerHome
  readonly #startTimeoutMs: number
  readonly #leaving = new AbortController()
  #membership: Membership
  #rejoining: Promise<void> = Promise.resolve()
  #stopped: Promise<void> | undefined

  /** @internal Use {@link startLocalPostgres}. */
  constructor({ home, joined, startTimeoutMs }: LocalPostgresParts) {
    this.#home = home
    this.#startTimeoutMs = startTimeoutMs
    this.socketDir = home.socketDir
    this.url = buildConnectionUrl(home)
    this.adopted = joined.adopted
    this.#membership = joined.membership
    this.#watch()
  }

  /** The server's process; another one after it was started again. */
  get pid(): number {
    return this.#membership.server.pid
  }

  /** The server's version: `18.4`. */
  get version(): string {
    return this.#membership.server.version
  }

  /**
   * Leaves. The last one to leave stops the server and waits until its data is written; connections that
   * are still open to it are cut then. May be called twice. Throws `STOP_TIMEOUT`.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#leave()
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #leave(): Promise<void> {
    this.#leaving.abort()
    await this.#rejoining
    const membership = this.#membership
    try {
      if ((await membership.giveUp()) === 'others remain') return
      // Before the signal: who starts the next server makes a link of its own afterwards.
      await removeSocketLink(this.#home)
      await stopServer(this.#home, membership.server.pid)
    } finally {
      await membership.close()
    }
  }

  /** A lost connection means a lost share, even if the server recovers: another one might stop it. */
  #watch(): void {
    void this.#membership.ended.then(() => {
      if (!this.#leaving.signal.aborted) this.#rejoining = this.#rejoin(this.#leaving.signal)
    })
  }

  async #rejoin(signal: AbortSignal): Promise<void> {
    this.#home.report(`the PostgreSQL in ${this.#home.dataDir} went away; joining it again`)
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const joined = await joinServer(this.#home, { timeoutMs: this.#startTimeoutMs, signal })
        this.#membership = joined.membership
        return this.#watch()
      } catch (error) {
        if (signal.aborted) return
        this.#home.report(`cannot join it again: ${error instanceof Error ? error.message : String(error)}`)
      }
      // Rejects only when this user leaves, which ends the loop.
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
