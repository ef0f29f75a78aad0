import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { interruptOnce } from '../process/interrupt-once.cjs'
import { killGroup, waitForEmptyGroup } from '../process/process-group.cjs'
import { identifyProcess, type ProcessIdentity } from '../process/process-identity.cjs'
import type { ControlFiles } from './control-files.cjs'
import type { ProcessEnd } from './process-end.js'
import type { RunCommand } from './supervisor-message.cjs'

/**
 * Waits for a line before it becomes Terraform, so that no Terraform runs whose pid is not on disk yet: if the
 * supervisor dies in between, the input ends and nothing has happened. The pid stays the same over `exec`.
 */
const launcher = 'read -r _ && exec "$@" </dev/null'

/** A killed group that is not empty by then waits for a device; it is reported as not empty. */
const groupEndMs = 5_000

type StopReason = Exclude<ProcessEnd['stopped'], null>

/** One Terraform process, from its launch to the end of its group. */
export class SupervisedProcess {
  readonly #files: ControlFiles
  readonly #command: RunCommand
  readonly #graceMs: number
  readonly #child: ChildProcess
  #identity: ProcessIdentity | undefined
  #stopped: StopReason | null = null
  #interrupted = false
  #killed = false
  #killTimer: NodeJS.Timeout | undefined

  constructor(files: ControlFiles, command: RunCommand, graceMs: number) {
    this.#files = files
    this.#command = command
    this.#graceMs = graceMs
    rmSync(files.interrupted, { force: true })
    this.#child = this.#launch()
    if (this.#child.pid !== undefined) this.#release(this.#child.pid)
  }

  /** Resolves when the whole group has ended and `exit.json` says so. */
  async ended(): Promise<void> {
    const exit = await waitForExit(this.#child)
    clearTimeout(this.#killTimer)
    const { pid } = this.#child
    if (pid !== undefined) killGroup(pid)
    const groupEmpty = pid === undefined || (await waitForEmptyGroup(pid, groupEndMs))
    const { number } = this.#command
    writeProcessEnd(this.#files, {
      number,
      ...exit,
      stopped: this.#stopped,
      killed: this.#killed,
      groupEmpty,
    })
  }

  /** Asks it to stop, once; kills the group after the grace time, or at the deadline where that is the reason. */
  interrupt(reason: StopReason): void {
    this.#stopped ??= reason
    if (reason !== 'deadline') this.#killTimer ??= setTimeout(() => this.kill(reason), this.#graceMs)
    if (this.#interrupted) return
    this.#interrupted = true
    if (this.#identity) interruptOnce(this.#identity, this.#files.interrupted)
  }

  kill(reason: StopReason): void {
    this.#stopped ??= reason
    this.#killed = true
    if (this.#child.pid !== undefined) killGroup(this.#child.pid)
  }

  #launch(): ChildProcess {
    const spool = openSync(this.#command.output ?? this.#files.spool, 'a', 0o600)
    const errors = openSync(this.#files.errors, 'a', 0o600)
    try {
      const { program, args, directory, environment } = this.#command
      return spawn('/bin/sh', ['-c', launcher, 'sh', program, ...args], {
        cwd: directory,
        env: environment,
        detached: true,
        stdio: ['pipe', spool, errors],
      })
    } finally {
      closeSync(spool)
      closeSync(errors)
    }
  }

  #release(pid: number): void {
    this.#identity = identifyProcess(pid)
    this.#child.stdin?.on('error', () => {
      // The launcher was killed before it read: its exit is what is reported.
    })
    try {
      writeFileSync(this.#files.terraform, JSON.stringify(this.#identity ?? null), { mode: 0o600 })
      this.#child.stdin?.end('\n')
    } catch (error) {
      this.#child.stdin?.end()
      throw error
    }
  }
}

/** Appears at once and whole. */
export function writeProcessEnd(files: ControlFiles, end: ProcessEnd): void {
  const draft = `${files.exit}.new`
  writeFileSync(draft, JSON.stringify(end), { mode: 0o600 })
  renameSync(draft, files.exit)
}

type Exit = Pick<ProcessEnd, 'code' | 'signal' | 'error'>

function waitForExit(child: ChildProcess): Promise<Exit> {
  return new Promise(resolve => {
    child.once('exit', (code, signal) => resolve({ code, signal, error: null }))
    child.once('error', error => resolve({ code: null, signal: null, error: error.message }))
  })
}
