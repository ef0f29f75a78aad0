import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** The end of a frame: of a synchronized update (DEC mode 2026). */
const frameEnd = '\u001b[?2026l'
const waitMs = 20_000
const msPerTick = 10

/** How a program is started in a terminal. */
export interface TerminalProgramOptions {
  /** A shell command. */
  readonly command: string
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly columns: number
  readonly rows: number
}

/** A program in a real terminal, made by util-linux's `script`: keys go in, what it draws comes out. */
export class TerminalProgram implements AsyncDisposable {
  readonly startedAt = performance.now()
  readonly #child: ChildProcess
  #output = ''
  #wake: () => void = () => undefined

  constructor({ command, cwd, env, columns, rows }: TerminalProgramOptions) {
    const line = `stty cols ${columns} rows ${rows}; exec ${command}`
    this.#child = spawn('script', ['-qfec', line, '/dev/null'], {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#output = `${this.#output}${chunk}`.slice(-200_000)
      this.#wake()
    })
  }

  /** Waits until what it drew matches, and answers how long that took, in ms. What it drew is forgotten then. */
  async until(pattern: RegExp, withinMs = waitMs): Promise<number> {
    const startedAt = performance.now()
    while (!pattern.test(this.#output)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended before it drew ${pattern}.`)
      if (performance.now() - startedAt > withinMs)
        throw new Error(`It never drew ${pattern}, but:\n${JSON.stringify(this.#output.slice(-4000))}`)
      await this.#more()
    }
    this.#output = ''
    return performance.now() - startedAt
  }

  /** Sends keys and answers how long it took until the next frame was drawn whole, in ms. */
  async press(keys: string): Promise<number> {
    this.#output = ''
    const startedAt = performance.now()
    this.#child.stdin?.write(keys)
    while (!this.#output.includes(frameEnd)) {
      if (performance.now() - startedAt > waitMs) throw new Error(`${JSON.stringify(keys)} drew nothing.`)
      await this.#more()
    }
    return performance.now() - startedAt
  }

  /** Memory of the program itself, in MB. */
  memoryMb(): number {
    const status = readFileSync(`/proc/${this.#pid()}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000
  }

  /** CPU it has used, in ms. */
  cpuMs(): number {
    const fields = readFileSync(`/proc/${this.#pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * msPerTick
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    process.kill(this.#pid(), 'SIGTERM')
    await Promise.race([ended, pause(5000)])
    this.#child.kill('SIGKILL')
  }

  /** Resolves when more was drawn, or after a moment. */
  async #more(): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, 1000)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** `script` starts a shell that becomes the program. */
  #pid(): number {
    return Number(
      execFileSync('pgrep', ['-P', String(this.#child.pid)])
        .toString()
        .trim()
        .split('\n')[0],
    )
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
