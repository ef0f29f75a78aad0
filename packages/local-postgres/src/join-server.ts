import { setTimeout as delay } from 'node:timers/promises'
import { resolveBinaries } from './binaries.js'
import { ensureCluster } from './cluster.js'
import { Deadline, type DeadlineOptions } from './deadline.js'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'
import { isPassing, Membership } from './membership.js'
import { isPostmaster, type PostmasterFile, readPostmasterFile } from './postmaster.js'
import type { ServerHome } from './server-home.js'
import { readLogTail } from './server-log.js'
import { startServer } from './server-process.js'
import { ensureSocketLink } from './socket-dir.js'
import { acquireStartLock } from './start-lock.js'

/** A share in a running server. */
export interface Joined {
  readonly membership: Membership
  /** True when the server was already there, false when this call started it. */
  readonly adopted: boolean
}

/** One call of {@link joinServer}: what it works on and what it remembers. */
interface Attempt {
  readonly home: ServerHome
  readonly deadline: Deadline
  startedPid?: number | undefined
  /** Why the last look did not end in a share. */
  lastRefusal: Error
}

const RETRY_MS = 10

/**
 * Joins the home's server, whatever state it is in: running (adopt it), starting or stopping (wait),
 * crashed or absent (start it, one process at a time). Throws as `startLocalPostgres` does.
 */
export async function joinServer(home: ServerHome, options: DeadlineOptions): Promise<Joined> {
  using deadline = new Deadline(options)
  const attempt: Attempt = { home, deadline, lastRefusal: new Error('another process is starting it') }
  try {
    const membership = await joinOrStart(attempt)
    return { membership, adopted: membership.server.pid !== attempt.startedPid }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (deadline.expired) throw await startTimeout(attempt, options.timeoutMs)
    throw asLocalPostgresError(error, home)
  }
}

async function joinOrStart(attempt: Attempt): Promise<Membership> {
  const { signal } = attempt.deadline
  for (;;) {
    signal.throwIfAborted()
    const found = await look(attempt)
    const seen = found === 'absent' ? await startUnderLock(attempt) : found
    if (seen instanceof Membership) return seen
    if (seen === 'busy') await delay(RETRY_MS, undefined, { signal })
  }
}

/** Joins what is there; else says whether to wait for it (`busy`) or to start one (`absent`). */
async function look(attempt: Attempt): Promise<Membership | 'busy' | 'absent'> {
  const { home } = attempt
  const file = await readPostmasterFile(home.pgdata)
  if (!file) return 'absent'
  if (file.status !== 'ready' && (await isPostmaster(file.pid, home))) {
    // A connection would be refused, with a line in the server's log each time.
    attempt.lastRefusal = new Error(`it is ${file.status || 'starting'}`)
    return 'busy'
  }
  return join(attempt, file)
}

async function join(attempt: Attempt, file: PostmasterFile): Promise<Membership | 'busy' | 'absent'> {
  const { home, deadline } = attempt
  await ensureSocketLink(home)
  try {
    return await Membership.join({ ...home, signal: deadline.signal })
  } catch (error) {
    if (!(error instanceof Error) || !isPassing(error)) throw error
    attempt.lastRefusal = error
    // Asked in this order because a server in another container answers and has a pid that says nothing here.
    return isNobodyThere(error) && !(await isPostmaster(file.pid, home)) ? 'absent' : 'busy'
  }
}

async function startUnderLock(attempt: Attempt): Promise<Membership | 'busy' | 'started'> {
  const { home, deadline } = attempt
  await using _lock = await acquireStartLock(home, deadline.signal)
  const found = await look(attempt)
  if (found !== 'absent') return found
  await ensureSocketLink(home)
  const binaries = await deadline.standStillFor(async signal => {
    const programs = await resolveBinaries(home)
    await ensureCluster(home, programs, signal)
    return programs
  })
  home.report(`starting PostgreSQL ${binaries.version} in ${home.dataDir}`)
  attempt.startedPid = await startServer(home, binaries, deadline.signal)
  return 'started'
}

function isNobodyThere(error: unknown): boolean {
  return ['ENOENT', 'ECONNREFUSED'].includes(errorCodeOf(error) ?? '')
}

async function startTimeout(attempt: Attempt, timeoutMs: number): Promise<LocalPostgresError> {
  const { home, lastRefusal } = attempt
  const message = `PostgreSQL in ${home.dataDir} did not answer within ${timeoutMs} ms: ${lastRefusal.message}`
  const tail = await readLogTail(home.logFile)
  return new LocalPostgresError('START_TIMEOUT', tail ? `${message}\n${tail}` : message, {
    hint: 'A server that recovers from a crash goes on doing so: try again, or allow a longer time.',
    cause: lastRefusal,
  })
}

/** Turns what nobody foresaw (a full disk, a refused login) into ours, once, at the edge. */
function asLocalPostgresError(error: unknown, home: ServerHome): LocalPostgresError {
  if (error instanceof LocalPostgresError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new LocalPostgresError('START_FAILED', `PostgreSQL in ${home.dataDir} cannot be used: ${reason}`, {
    hint: `Its log is ${home.logFile}.`,
    cause: error,
  })
}
