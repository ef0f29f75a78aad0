import { open } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCodeOf } from './local-postgres-error.js'
import type { ServerHome } from './server-home.js'

/** What the lock is about. */
type LockHome = Pick<ServerHome, 'key' | 'dataDir'>

// From macOS' <sys/fcntl.h>; Node has no names for them but hands flags through to open(2).
const O_RDWR_CREAT_EXLOCK_NONBLOCK = 0x0002 | 0x0200 | 0x0020 | 0x0004

const RETRY_MS = 10

/**
 * Waits for the right to initialise and start a server in this home; disposing gives it back.
 * The kernel holds the lock and drops it with the process, so a kill -9 leaves nothing behind and nothing
 * has to be judged stale: an abstract socket on Linux (unix(7)), whose waiters are woken at once, and a
 * locked file (open(2), O_EXLOCK) on macOS. It spares a second initdb and a second start; that two
 * servers never share data is PostgreSQL's own lock file, and that no half-made data is used a rename.
 */
export function acquireStartLock(home: LockHome, signal: AbortSignal): Promise<AsyncDisposable> {
  return process.platform === 'linux'
    ? lockSocket(`\0waybill-postgres-${home.key}`, signal)
    : lockFile(join(home.dataDir, 'start.lock'), signal)
}

async function lockSocket(path: string, signal: AbortSignal): Promise<AsyncDisposable> {
  for (;;) {
    signal.throwIfAborted()
    const lock = await tryListen(path)
    if (lock) return lock
    await untilReleased(path, signal)
  }
}

function tryListen(path: string): Promise<AsyncDisposable | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>()
    const server = createServer(socket => {
      waiting.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => waiting.delete(socket))
    })
    server.on('error', error => (errorCodeOf(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    const lock = { [Symbol.asyncDispose]: () => release(server, waiting) }
    // exclusive: a cluster worker would share its primary's socket, which is no lock at all.
    server.listen({ path, exclusive: true }, () => resolve(lock))
  })
}

async function release(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  for (const socket of waiting) socket.destroy()
  await closed
}

/** Connected to the holder, a waiter notices its release or its death by the end of the connection. */
async function untilReleased(path: string, signal: AbortSignal): Promise<void> {
  const socket = connect({ path })
  // Not by connect's own option `signal`: Node 20 leaves its listener on the signal for good.
  const giveUp = (): unknown => socket.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  await new Promise<void>(resolve => {
    socket.on('error', giveUp)
    socket.on('close', () => resolve())
    socket.resume()
  })
  signal.removeEventListener('abort', giveUp)
}

async function lockFile(path: string, signal: AbortSignal): Promise<AsyncDisposable> {
  for (;;) {
    try {
      const file = await open(path, O_RDWR_CREAT_EXLOCK_NONBLOCK, 0o600)
      return { [Symbol.asyncDispose]: () => file.close() }
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAIN') throw error
    }
    await delay(RETRY_MS, undefined, { signal })
  }
}
