import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { inRepository } from '../repository.js'
import type { Line } from './line.js'
import { signal } from './process-state.js'

const waybill = inRepository('packages/cli/bin/waybill.js')

export interface LabProcessOptions {
  readonly name: string
  readonly role: 'worker' | 'server'
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly dataDir: string
  readonly line: Line
  /** Takes all that it says, over all its lives. */
  readonly logFile: string
  /** Told when it ends though nobody has killed it. */
  readonly onEnded: (how: string) => void
}

/** One `waybill` process that is started again whenever it ends, as a service manager would. */
export class LabProcess {
  readonly options: LabProcessOptions
  #child: ChildProcess | undefined
  #isStopped = false
  #isClosing = false
  #restart: NodeJS.Timeout | undefined
  #pauseMs = 0

  constructor(options: LabProcessOptions) {
    this.options = options
    this.#start()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Whether it runs and is not stopped. */
  get isUp(): boolean {
    return this.#child !== undefined && !this.#isStopped
  }

  /** SIGKILL; it is started again `downMs` later. */
  kill(downMs: number): void {
    this.#pauseMs = downMs
    this.#isStopped = false
    this.#child?.kill('SIGKILL')
  }

  stop(): void {
    if (this.pid === undefined) return
    this.#isStopped = signal(this.pid, 'SIGSTOP')
  }

  /** Wakes it up again, if it still is the process that was stopped. */
  go(): void {
    if (this.pid !== undefined && this.#isStopped) signal(this.pid, 'SIGCONT')
    this.#isStopped = false
  }

  /** Ends it gracefully, and does not start it again. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearTimeout(this.#restart)
    this.go()
    const child = this.#child
    if (child === undefined) return
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(kill)
  }

  #start(): void {
    const { args, env, cwd, logFile } = this.options
    const log = openSync(logFile, 'a')
    const child = spawn(process.execPath, [waybill, ...args], {
      cwd,
      env,
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    this.#child = child
    child.once('exit', (code, by) => this.#onExit(by ?? `exit code ${code}`))
  }

  #onExit(how: string): void {
    this.#child = undefined
    this.#isStopped = false
    if (this.#isClosing) return
    if (how !== 'SIGKILL') {
      this.options.onEnded(how)
      this.#pauseMs = 1000
    }
    this.#restart = setTimeout(() => this.#start(), this.#pauseMs)
  }
}
