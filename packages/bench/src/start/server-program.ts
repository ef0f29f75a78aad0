import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../process/free-port.js'
import { plainEnvironment } from '../process/run-program.js'
import { inRepository } from '../repository.js'

/** How a server is started. */
export interface StartServerOptions {
  readonly cwd: string
  readonly settings: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** A `waybill serve` that answers; disposing it stops it. */
export interface ServerProgram extends AsyncDisposable {
  readonly url: string
}

const waybill = inRepository('packages/cli/bin/waybill.js')

/** Starts the real server in a process of its own and waits for its first 200. */
export async function startServer({ cwd, settings, signal }: StartServerOptions): Promise<ServerProgram> {
  const port = await freePort()
  const child = spawn(process.execPath, [waybill, 'serve', '--port', String(port)], {
    cwd,
    env: plainEnvironment(settings),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output = collect(child)
  try {
    await untilHealthy(child, port, signal)
    return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw new Error(`The server did not start: ${error}\n${output()}`, { cause: error })
  }
}

/** Asks every few ms; a refused connection costs next to nothing. */
async function untilHealthy(child: ChildProcess, port: number, signal: AbortSignal): Promise<void> {
  const until = performance.now() + 60_000
  while (performance.now() < until) {
    if (hasEnded(child)) throw new Error(`it ended with ${child.signalCode ?? child.exitCode}`)
    const status = await fetch(`http://127.0.0.1:${port}/health`, { signal }).then(
      response => response.status,
      () => undefined,
    )
    signal.throwIfAborted()
    if (status === 200) return
    await delay(3)
  }
  throw new Error('no 200 within 60 s')
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(kill)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** The last of what a program says on stderr. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk}`.slice(-4000)
  })
  return () => text
}
