import { Client, DatabaseError } from 'pg'
import { readServerIdentity, type ServerIdentity } from './server-identity.js'
import { serverPort, serverUser } from './server-settings.js'

/** Where to join, and until when. */
export interface JoinTarget {
  readonly socketDir: string
  /** Made where it is missing. */
  readonly database: string
  readonly signal: AbortSignal
}

// Advisory locks count per database, so all users meet in one that every server has.
const MEETING_DATABASE = 'postgres'

// Chosen once ("wayb" in ASCII); never change them, two versions may share one server.
const USERS_LOCK = '2002876770, 1'
const CREATE_LOCK = '2002876770, 2'

/**
 * One user's share in a running server: a connection of its own that holds a shared advisory lock.
 * PostgreSQL drops the lock with the connection, whatever becomes of the process.
 */
export class Membership {
  /** Resolves when the connection is gone, by the server's doing or by {@link Membership.close}. */
  readonly ended: Promise<void>
  readonly server: ServerIdentity
  readonly #client: Client

  private constructor(client: Client, server: ServerIdentity, ended: Promise<void>) {
    this.#client = client
    this.server = server
    this.ended = ended
  }

  /**
   * Joins a server, waiting where its last user is just leaving: then the server stops and this rejects.
   * Rejects with what pg says; {@link isPassing} tells what is worth another try.
   */
  static async join({ socketDir, database, signal }: JoinTarget): Promise<Membership> {
    const client = new Client({
      host: socketDir,
      port: serverPort,
      user: serverUser,
      database: MEETING_DATABASE,
      ssl: false,
      application_name: 'waybill local-postgres',
    })
    const ended = new Promise<void>(resolve => client.once('end', resolve))
    // Without a listener a lost connection would end the process; `ended` tells of it.
    client.on('error', () => undefined)
    const giveUp = (): unknown => client.connection.stream.destroy()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      await client.connect()
      await client.query(`select pg_advisory_lock_shared(${USERS_LOCK})`)
      await ensureDatabase(client, database)
      return new Membership(client, await readServerIdentity(client), ended)
    } catch (error) {
      giveUp()
      throw error
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  /**
   * Gives the share up and says whether it was the last. Then nobody can join until the connection ends:
   * the exclusive lock is kept on purpose, for stopping the server.
   */
  async giveUp(): Promise<'last' | 'others remain'> {
    try {
      await this.#client.query(`select pg_advisory_unlock_shared(${USERS_LOCK})`)
      const { rows } = await this.#client.query<{ last: boolean }>(
        `select pg_try_advisory_lock(${USERS_LOCK}) as last`,
      )
      return rows[0]?.last ? 'last' : 'others remain'
    } catch {
      // The connection broke: somebody else was the last and stops the server, or it died.
      return 'others remain'
    }
  }

  /** Ends the connection; may be called when it is already gone. */
  async close(): Promise<void> {
    await this.#client.end()
  }
}

/** Creates a database where it is missing; several users may ask at once. */
async function ensureDatabase(client: Client, name: string): Promise<void> {
  if (await hasDatabase(client, name)) return
  await client.query(`select pg_advisory_lock(${CREATE_LOCK})`)
  if (!(await hasDatabase(client, name))) {
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  }
  // A failure before ends the connection, and the lock with it.
  await client.query(`select pg_advisory_unlock(${CREATE_LOCK})`)
}

async function hasDatabase(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
  return rowCount === 1
}

// Admin shutdown, crash shutdown, cannot connect now (starting, stopping, recovering), too many
// connections: https://www.postgresql.org/docs/current/errcodes-appendix.html
const PASSING_STATES: readonly (string | undefined)[] = ['57P01', '57P02', '57P03', '53300']

/** True for a refusal of a server that comes or goes, or of a socket where none listens (yet). */
export function isPassing(error: unknown): boolean {
  return !(error instanceof DatabaseError) || PASSING_STATES.includes(error.code)
}
