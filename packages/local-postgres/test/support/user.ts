import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { LocalPostgresOptions } from '../../src/index.js'
import { until } from './scratch.js'
import type { UserEvent } from './user-process.js'

const program = fileURLToPath(new URL('./user-process.js', import.meta.url))

/** The operating system's user that it becomes; left out: the one that runs the test. */
export interface UserOptions {
  readonly uid?: number
  readonly gid?: number
}

/** A real child process that starts or adopts a server. */
export class User {
  readonly events: UserEvent[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ''

  constructor(options: LocalPostgresOptions, as: UserOptions = {}) {
    // detached: a process group of its own, to which a test can send what a ctrl-C sends.
    const args = [program, JSON.stringify(options), JSON.stringify(as)]
    this.#child = spawn(process.execPath, args, { detached: true })
    this.#ended = once(this.#child, 'close')
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString()
    })
    if (!this.#child.stdout) throw new Error('a user process without output')
    createInterface(this.#child.stdout).on('line', line => this.events.push(JSON.parse(line) as UserEvent))
  }

  /** Waits until it is connected; rejects with its error when it ends instead. */
  async ready(): Promise<Extract<UserEvent, { type: 'ready' }>> {
    const find = (): UserEvent | undefined => this.events.find(event => event.type === 'ready')
    await until(
      () => find() !== undefined || this.#child.exitCode !== null || this.#child.signalCode !== null,
    )
    const event = find()
    if (event?.type !== 'ready') throw new Error(`the user process ended: ${this.#output}`)
    return event
  }

  /** How often it said something that contains the text. */
  said(text: string): number {
    return this.events.filter(event => event.type === 'progress' && event.message.includes(text)).length
  }

  /** Lets it leave and waits for its end; the exit code. */
  async leave(): Promise<number | null> {
    this.#child.stdin?.write('leave\n')
    await this.#ended
    return this.#child.exitCode
  }

  /** Ends it by a signal and waits; `SIGKILL` gives it no chance to leave. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      process.kill(-this.#child.pid, signal)
    }
    await this.#ended
  }
}
