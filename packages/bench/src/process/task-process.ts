import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { replySchema, type Tasks } from './task-host.js'

/** How a process is started. */
export interface TaskProcessOptions {
  /** The compiled module; it calls `hostTasks`. */
  readonly module: URL
  /** Aborts every call; the process ends when it is disposed. */
  readonly signal: AbortSignal
  /** Node's own options, e.g. `--cpu-prof`. */
  readonly execArgv?: readonly string[]
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: Error) => void
}

/**
 * A process that does tasks one after the other: what is measured runs in one of its own, so that its memory and
 * its event loop are its own. Disposing it ends it.
 */
export class TaskProcess<T extends Tasks> implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #signal: AbortSignal
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<unknown>
  #calls = 0

  constructor({ module, signal, execArgv = [] }: TaskProcessOptions) {
    this.#signal = signal
    // stdout belongs to the report.
    this.#child = fork(fileURLToPath(module), [], {
      execArgv: [...execArgv],
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    this.#ended = once(this.#child, 'exit')
    this.#child.on('message', message => this.#settle(message))
    this.#child.on('exit', (code, by) => this.#rejectAll(`ended (${by ?? code}) before it answered`))
  }

  /** Has a task done. Rejects with the task's error, when the process ends, or with the signal's reason. */
  async call<Name extends keyof T & string>(
    task: Name,
    input: Parameters<T[Name]>[0],
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    this.#signal.throwIfAborted()
    const id = ++this.#calls
    const reply = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    const onAbort = () => this.#pending.get(id)?.reject(this.#signal.reason)
    this.#signal.addEventListener('abort', onAbort)
    try {
      this.#child.send({ id, task, input })
      // Both ends are compiled from the same types; JSON in between keeps what the tasks return.
      return (await reply) as Awaited<ReturnType<T[Name]>>
    } finally {
      this.#signal.removeEventListener('abort', onAbort)
      this.#pending.delete(id)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 2000)
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended
    clearTimeout(kill)
  }

  #settle(message: unknown): void {
    const reply = replySchema.parse(message)
    const pending = this.#pending.get(reply.id)
    if ('error' in reply) pending?.reject(new Error(reply.error))
    else pending?.resolve(reply.result)
  }

  #rejectAll(why: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(`The measured process ${why}.`))
  }
}
