import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import { openDataEntry } from './data-entry.js'
import { LocalPostgresError } from './local-postgres-error.js'
import { clusterNameOf, disownLockFiles, isPostmaster, readPostmasterFile } from './postmaster.js'
import { programSurroundings } from './run-program.js'
import type { ServerHome } from './server-home.js'
import { openServerLog, readLogTail } from './server-log.js'
import { buildServerArgs } from './server-settings.js'

// From outside, and no reason not to start it again; a server that crashes does so by others.
const STOPPING_SIGNALS: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT']

const POLL_MS = 5
const ORPHANS_POLL_MS = 100
const INTERRUPT_AFTER_MS = 30_000
const KILL_AFTER_MS = 10_000

/**
 * Starts the server under the start lock and waits until it accepts connections. Resolves with its pid,
 * or without one when it ended for a reason that the next look will show: somebody stopped it, or another
 * server has the data.
 * Throws `START_FAILED` with the end of the server's log.
 */
export async function startServer(
  home: ServerHome,
  binaries: Binaries,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (;;) {
    await disownLockFiles(home)
    const { child, logOffset } = await spawnServer(home, binaries)
    const outcome = await untilReadyOrExit(child, home, signal)
    if (outcome !== 'failed') return outcome === 'ready' ? child.pid : undefined
    const file = await readPostmasterFile(home.pgdata)
    if (!file) throw await startFailed(home, child, logOffset)
    if (await isPostmaster(file.pid, home)) return undefined
    // A crashed server's lock file survives a start only while processes of that server are still at work
    // on the data; they end by themselves as soon as they look up.
    await delay(ORPHANS_POLL_MS, undefined, { signal })
  }
}

/**
 * Stops the server fast (SIGINT: connections are cut, data is written) and waits until it has ended; after
 * 30 s at once (SIGQUIT: the next start recovers). Does nothing when the pid is not this home's server, as
 * seen from another container. Throws `STOP_TIMEOUT`.
 */
export async function stopServer(home: ServerHome, pid: number): Promise<void> {
  for (const { signal, patienceMs } of [
    { signal: 'SIGINT', patienceMs: INTERRUPT_AFTER_MS },
    { signal: 'SIGQUIT', patienceMs: KILL_AFTER_MS },
  ] as const) {
    if (!(await isPostmaster(pid, home))) return
    process.kill(pid, signal)
    if (await hasEnded(home, pid, patienceMs)) return
  }
  throw new LocalPostgresError('STOP_TIMEOUT', `PostgreSQL (process ${pid}) in ${home.dataDir} does not end`)
}

async function spawnServer(
  home: ServerHome,
  { postgres }: Binaries,
): Promise<{ child: ChildProcess; logOffset: number }> {
  await using log = await openServerLog(home.logFile)
  await using data = await openDataEntry(home, home.pgdata)
  const { size: logOffset } = await log.stat()
  const { durable } = home
  const args = buildServerArgs({ dataArg: data.arg, clusterName: clusterNameOf(home), durable })
  const child = spawn(postgres, args, {
    ...programSurroundings,
    ...home.account,
    // A session of its own: a ctrl-C or a closed terminal must not reach it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd, ...data.descriptors],
  })
  await once(child, 'spawn')
  child.unref()
  return { child, logOffset }
}

/** Reads the lock file, as pg_ctl does: a connection that is refused would fill the log. */
async function untilReadyOrExit(
  child: ChildProcess,
  home: ServerHome,
  signal: AbortSignal,
): Promise<'ready' | 'stopped' | 'failed'> {
  while (child.exitCode === null && child.signalCode === null) {
    const file = await readPostmasterFile(home.pgdata)
    if (file?.status === 'ready' && file.pid === child.pid) return 'ready'
    await delay(POLL_MS, undefined, { signal })
  }
  const wasStopped = child.exitCode === 0 || STOPPING_SIGNALS.includes(child.signalCode)
  return wasStopped ? 'stopped' : 'failed'
}

/** A zombie, left by a user that was killed, has ended too: it has no command line any more. */
async function hasEnded(home: ServerHome, pid: number, patienceMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs
  while (performance.now() < giveUpAt) {
    if (!(await isPostmaster(pid, home))) return true
    await delay(POLL_MS)
  }
  return false
}

async function startFailed(
  home: ServerHome,
  { exitCode, signalCode }: ChildProcess,
  logOffset: number,
): Promise<LocalPostgresError> {
  const tail = await readLogTail(home.logFile, logOffset)
  const message = `PostgreSQL in ${home.dataDir} did not start (${signalCode ?? `exit code ${exitCode}`})`
  return new LocalPostgresError('START_FAILED', `${message}:\n${tail}`, {
    hint: `Its log is ${home.logFile}.`,
  })
}
