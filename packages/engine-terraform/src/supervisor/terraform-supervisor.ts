import { rmSync } from 'node:fs'
import { type DirectoryWatch, watchDirectory } from '../directory/watch-directory.js'
import { interruptOnce } from '../process/interrupt-once.cjs'
import { isGroupGone, killGroup, waitForEmptyGroup } from '../process/process-group.cjs'
import { readIdentityFile } from '../process/process-identity.cjs'
import type { ControlFiles } from './control-files.cjs'
import { findProcessEnd, type ProcessEnd } from './process-end.js'
import type { RunCommand } from './supervisor-message.cjs'
import type { SupervisorPool } from './supervisor-pool.js'
import type { SupervisorProcess } from './supervisor-process.js'

/** One that has not obeyed by then is stuck. */
const obeyMs = 1_000

/** A killed group that is not empty by then waits for a device. */
const groupEndMs = 5_000

export interface TerraformSupervisorOptions {
  readonly files: ControlFiles
  readonly pool: SupervisorPool
  /** From SIGINT to SIGKILL of the group, in ms. */
  readonly graceMs: number
  /** Wall-clock time in ms. */
  readonly deadline: number
}

/** Runs the Terraform processes of one session, one after the other, all under one supervisor. */
export class TerraformSupervisor {
  readonly #files: ControlFiles
  readonly #pool: SupervisorPool
  readonly #graceMs: number
  readonly #supervisor: SupervisorProcess
  #count = 0
  #isRunning = false
  #isKilled = false
  #stopped: Promise<void> | undefined

  constructor({ files, pool, graceMs, deadline }: TerraformSupervisorOptions) {
    this.#files = files
    this.#pool = pool
    this.#graceMs = graceMs
    this.#supervisor = pool.take()
    this.#supervisor.say({ type: 'serve', directory: files.directory })
    this.renew(deadline)
  }

  /** Runs a program to the end of its group. A supervisor that dies meanwhile is replaced by this process. */
  async run(command: Omit<RunCommand, 'number'>): Promise<ProcessEnd> {
    this.#count += 1
    const number = this.#count
    this.#isRunning = true
    this.#supervisor.say({ type: 'run', command: { ...command, number } })
    const end = (await this.#waitForEnd(number)) ?? (await this.#endWithoutSupervisor(number))
    this.#isRunning = false
    return end
  }

  /** Moves the deadline (wall-clock ms). */
  renew(deadline: number): void {
    this.#supervisor.say({ type: 'until', deadline })
  }

  /** Asks what runs to stop; nothing when nothing runs. */
  interrupt(): void {
    this.#supervisor.say({ type: 'int' })
  }

  /** Ends the whole group of what runs at once. A supervisor that is gone, or does not obey, is not needed for it. */
  kill(): void {
    this.#isKilled = true
    if (!this.#isRunning) return
    if (this.#supervisor.isGone) this.#killGroup()
    else this.#supervisor.say({ type: 'kill' })
    const number = this.#count
    setTimeout(() => {
      if (this.#isRunning && this.#count === number) this.#supervisor.kill()
    }, obeyMs).unref()
  }

  /** Stops what still runs. Callable twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  #stop(): Promise<void> {
    if (this.#isRunning) return this.#supervisor.end()
    // It may soon serve another run: whoever takes this one up must not end it. It removes the file as well,
    // which it may not have written yet.
    this.#supervisor.say({ type: 'rest' })
    rmSync(this.#files.supervisor, { force: true })
    return this.#pool.giveBack(this.#supervisor)
  }

  /** Undefined when the supervisor is gone without having said how the process ended. */
  async #waitForEnd(number: number): Promise<ProcessEnd | undefined> {
    const found = () => findProcessEnd(this.#files.exit, number)
    let watcher: DirectoryWatch | undefined
    const written = new Promise<void>(resolve => {
      watcher = watchDirectory(this.#files.directory, name => {
        if ((name === undefined || this.#files.exit.endsWith(`/${name}`)) && found()) resolve()
      })
    })
    await Promise.race([written, this.#supervisor.gone])
    watcher?.close()
    return found()
  }

  async #endWithoutSupervisor(number: number): Promise<ProcessEnd> {
    const identity = readIdentityFile(this.#files.terraform)
    const end = { number, code: null, signal: null, stopped: 'supervisor-gone', error: null } as const
    if (!identity || isGroupGone(identity)) return { ...end, killed: false, groupEmpty: true }
    if (this.#isKilled) killGroup(identity.pid)
    else interruptOnce(identity, this.#files.interrupted)
    const hasLeft = await waitForEmptyGroup(identity.pid, this.#graceMs)
    if (!hasLeft) killGroup(identity.pid)
    const groupEmpty = hasLeft || (await waitForEmptyGroup(identity.pid, groupEndMs))
    return { ...end, killed: this.#isKilled || !hasLeft, groupEmpty }
  }

  #killGroup(): void {
    const identity = readIdentityFile(this.#files.terraform)
    if (identity && !isGroupGone(identity)) killGroup(identity.pid)
  }
}
