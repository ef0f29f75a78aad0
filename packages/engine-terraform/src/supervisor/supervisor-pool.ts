import { SupervisorProcess } from './supervisor-process.js'

/** One supervisor takes about 45 MB. */
const maxIdle = 4
const idleMs = 30_000

/**
 * Supervisors between two sessions. Starting one costs as much as an `init`; one that has nothing to do is used
 * again for the next run, and ends when there is none for a while, or with this process.
 */
export class SupervisorPool {
  readonly #graceMs: number
  readonly #idle: { readonly supervisor: SupervisorProcess; readonly timer: NodeJS.Timeout }[] = []

  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  /** Starts one ahead of its time, if none is at hand: it takes about as long as a run's directory to be ready. */
  prepare(): void {
    if (this.#idle.length === 0) void this.giveBack(new SupervisorProcess(this.#graceMs))
  }

  take(): SupervisorProcess {
    const last = this.#idle.pop()
    if (!last) return new SupervisorProcess(this.#graceMs)
    clearTimeout(last.timer)
    if (last.supervisor.isGone) return this.take()
    last.supervisor.setBusy(true)
    return last.supervisor
  }

  /** Takes back one that has nothing to do. */
  async giveBack(supervisor: SupervisorProcess): Promise<void> {
    if (supervisor.isGone || this.#idle.length >= maxIdle) return supervisor.end()
    supervisor.setBusy(false)
    const timer = setTimeout(() => this.#drop(supervisor), idleMs)
    timer.unref()
    this.#idle.push({ supervisor, timer })
  }

  /** Ends those that have nothing to do. */
  async close(): Promise<void> {
    await Promise.all(
      this.#idle.splice(0).map(({ supervisor, timer }) => {
        clearTimeout(timer)
        return supervisor.end()
      }),
    )
  }

  #drop(supervisor: SupervisorProcess): void {
    const index = this.#idle.findIndex(entry => entry.supervisor === supervisor)
    if (index >= 0) this.#idle.splice(index, 1)
    void supervisor.end()
  }
}
