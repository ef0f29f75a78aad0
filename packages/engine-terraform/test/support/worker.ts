import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Recorder } from './recorder.js'
import type { WorkerInput } from './worker-process.js'

const program = fileURLToPath(new URL('./worker-process.js', import.meta.url))

/** A worker in a process of its own; what it tells reaches the recorder. */
export class WorkerProcess {
  readonly #child: ChildProcess

  constructor(input: WorkerInput, recorder: Recorder) {
    this.#child = fork(program, [JSON.stringify(input)])
    this.#child.on('message', message => {
      const event = decode(message)
      if (event.type !== 'renewed') recorder.emit(event)
    })
  }

  /** Resolves when the worker has set its deadline. */
  async renew(leaseMs: number): Promise<void> {
    const renewed = new Promise<void>(resolve => {
      this.#child.on('message', message => {
        if (decode(message).type === 'renewed') resolve()
      })
    })
    this.#child.send(leaseMs)
    await renewed
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Ends it without a word, and waits until it is gone and all it said was heard. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'close')
    this.#child.kill('SIGKILL')
    await gone
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what the worker sent is an event with its bytes as text
function decode(message: any) {
  if (message.type === 'log') return { ...message, bytes: Buffer.from(message.bytes, 'base64') }
  if (message.type !== 'state') return message
  return { ...message, state: { ...message.state, bytes: Buffer.from(message.state.bytes, 'base64') } }
}
