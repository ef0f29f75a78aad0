import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { runHosted } from './command-host.js'

const program = fileURLToPath(new URL('../../../bin/waybill.js', import.meta.url))

/** What a command was and wrote. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads on stdin. @default nothing */
  readonly input?: string
}

/** The real `waybill` in a process of its own, with an environment that holds nothing of the machine's settings. */
export class WaybillProcess {
  readonly #child: ChildProcess
  #stdout = ''
  #stderr = ''

  constructor(args: readonly string[], options: StartOptions) {
    this.#child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: environmentOf(options),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    this.#child.stdin?.end(options.input)
    this.#child.stdout?.on('data', chunk => (this.#stdout += String(chunk)))
    this.#child.stderr?.on('data', chunk => (this.#stderr += String(chunk)))
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits until stderr matches; fails with all that was written when the process ends first. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(pattern, () => this.#stderr)
  }

  /** The same for stdout. */
  wrote(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(pattern, () => this.#stdout)
  }

  async #until(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(text())
      if (match) return match
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`waybill ended before it said ${pattern}:\n${this.#stdout}\n${this.#stderr}`)
      }
      const streams = [this.#child.stdout, this.#child.stderr].filter(stream => stream !== null)
      await Promise.race([...streams.map(stream => once(stream, 'data')), once(this.#child, 'exit')])
    }
  }

  async ended(): Promise<Ended> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close')
    return { exitCode: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr }
  }
}

function environmentOf({ env }: StartOptions): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env }
}

/** Runs a command to its end; what reads stdin in a process of its own, and so does what runs beside another one. */
export async function waybill(args: readonly string[], options: StartOptions): Promise<Ended> {
  const { cwd, input } = options
  const hosted = input === undefined ? await runHosted({ args, cwd, env: environmentOf(options) }) : undefined
  return hosted ?? new WaybillProcess(args, options).ended()
}
