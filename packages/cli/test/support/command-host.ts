import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./command-host-process.js', import.meta.url))

/** A command as a process would get it. */
export interface HostedCommand {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** What came of it. */
export interface HostedEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

let host: Promise<ChildProcess> | undefined
let isBusy = false

/**
 * Runs the program in a process that has it loaded: most of what a command takes is its start, and a test has dozens.
 * One at a time; undefined while another one runs.
 */
export async function runHosted(command: HostedCommand): Promise<HostedEnd | undefined> {
  if (isBusy) return undefined
  isBusy = true
  try {
    host ??= startHost()
    const child = await host
    child.send(command)
    return (await nextMessage(child)) as HostedEnd
  } finally {
    isBusy = false
  }
}

async function startHost(): Promise<ChildProcess> {
  const child = fork(program, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  await nextMessage(child)
  // It ends with this process, which must not wait for it.
  child.unref()
  child.channel?.unref()
  return child
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController()
  const { signal } = settled
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ending(child, signal)])
    return message
  } finally {
    settled.abort()
  }
}

async function ending(child: ChildProcess, signal: AbortSignal): Promise<never> {
  const [code, killedBy] = await once(child, 'exit', { signal })
  host = undefined
  throw new Error(`The process that runs commands ended: ${code ?? killedBy}.`)
}
