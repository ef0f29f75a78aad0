import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { formatMessage, type SupervisorMessage } from './supervisor-message.cjs'

const program = fileURLToPath(new URL('./supervisor.cjs', import.meta.url))

/** How much longer than the grace time a supervisor may take to end before it is taken for stuck. */
const patienceMs = 10_000

/** The worker's end of the pipe to a supervisor program. */
export class SupervisorProcess {
  /** Resolves when the program has ended. */
  readonly gone: Promise<void>
  readonly #child: ChildProcess
  readonly #graceMs: number
  #isGone = false

  /** Starts the program (about 30 ms) without waiting for it: what is said meanwhile is in the pipe. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs
    this.#child = spawn(process.execPath, [program, String(graceMs)], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#child.stdin?.on('error', () => {
      // The program is gone: its exit is what counts.
    })
    this.gone = new Promise(resolve => {
      const gone = () => {
        this.#isGone = true
        resolve()
      }
      this.#child.once('exit', gone)
      this.#child.once('error', gone)
    })
  }

  get isGone(): boolean {
    return this.#isGone
  }

  say(message: SupervisorMessage): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(formatMessage(message))
  }

  /** Ends the program itself, not what it has started. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** While it is busy, this process lives on for it. */
  setBusy(isBusy: boolean): void {
    const { stdin } = this.#child
    const handles = stdin instanceof Socket ? [this.#child, stdin] : [this.#child]
    for (const handle of handles) {
      if (isBusy) handle.ref()
      else handle.unref()
    }
  }

  /** Closes the pipe, which stops what still runs, and waits for the end of the program. */
  async end(): Promise<void> {
    if (this.#isGone) return
    this.#child.stdin?.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#graceMs + patienceMs)
    await this.gone
    clearTimeout(timer)
  }
}
