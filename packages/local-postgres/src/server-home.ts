import { mkdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Account, findServerAccount } from './account.js'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'
import type { LocalPostgresOptions } from './options.js'
import { chooseSocketDir } from './socket-dir.js'

/** Everything about one server that is known before it runs. */
export interface ServerHome {
  /** The requested folder, links resolved. */
  readonly dataDir: string
  /** PostgreSQL's own data directory. */
  readonly pgdata: string
  readonly logFile: string
  readonly binDir: string
  /** Where the socket is reached: the data directory, or a short link to it. */
  readonly socketDir: string
  /** Device and inode of the folder: the same for every path that leads to it. */
  readonly key: string
  /** The database that the URL leads to. */
  readonly database: string
  readonly durable: boolean
  /** Set where the server runs as another user than this process. */
  readonly account: Account | undefined
  readonly report: (message: string) => void
}

const DEFAULT_DATABASE = 'waybill'
const SUPPORTED_PLATFORMS: readonly string[] = ['linux', 'darwin']

/**
 * Makes the folder where it is missing and finds out who the server will run as.
 * Throws `INVALID_OPTION`, `PLATFORM_UNSUPPORTED`, `DATA_NOT_ACCESSIBLE`, `ACCOUNT_MISSING`.
 */
export async function openServerHome(options: LocalPostgresOptions): Promise<ServerHome> {
  const uid = process.getuid?.()
  if (uid === undefined || !SUPPORTED_PLATFORMS.includes(process.platform)) throw unsupportedPlatform()
  try {
    return await openHomeAs(uid, options)
  } catch (error) {
    if (error instanceof LocalPostgresError) throw error
    throw notAccessible(options.dataDir, errorCodeOf(error) ?? String(error), error)
  }
}

async function openHomeAs(uid: number, options: LocalPostgresOptions): Promise<ServerHome> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(options.dataDir)
  const pgdata = join(dataDir, 'data')
  const { dev, ino } = await stat(dataDir, { bigint: true })
  const account = await findServerAccount({ uid, dataDir, pgdata })
  if (!account) await requireOwnership(pgdata, uid)
  const key = `${dev}-${ino}`
  return {
    dataDir,
    pgdata,
    logFile: join(dataDir, 'postgres.log'),
    binDir: resolve(options.binDir),
    socketDir: chooseSocketDir({ pgdata, key, uid }),
    key,
    database: requireDatabaseName(options.database ?? DEFAULT_DATABASE),
    durable: options.durable ?? true,
    account,
    report: options.onProgress ?? (() => undefined),
  }
}

function requireDatabaseName(database: string): string {
  if (/^[\w-]{1,63}$/.test(database)) return database
  throw new LocalPostgresError('INVALID_OPTION', `"${database}" is no name for a database`, {
    hint: 'Use up to 63 letters, digits, _ and -.',
  })
}

async function requireOwnership(pgdata: string, uid: number): Promise<void> {
  const owner = await stat(pgdata).catch((error: unknown) => {
    if (errorCodeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (owner && owner.uid !== uid) throw notAccessible(pgdata, `it belongs to user ${owner.uid}`)
}

function notAccessible(path: string, reason: string, cause?: unknown): LocalPostgresError {
  return new LocalPostgresError(
    'DATA_NOT_ACCESSIBLE',
    `The data directory ${path} cannot be used: ${reason}`,
    {
      hint: 'Run as the user that the directory belongs to, or choose another directory.',
      cause,
    },
  )
}

function unsupportedPlatform(): LocalPostgresError {
  const message = `A local PostgreSQL is started on Linux and macOS only, not on ${process.platform}`
  return new LocalPostgresError('PLATFORM_UNSUPPORTED', message, {
    hint: 'Set POSTGRES_HOST or DATABASE_URL to a PostgreSQL 14 or newer.',
  })
}
