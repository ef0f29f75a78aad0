import type { RunId } from '../id/ids.js'
import { claimRun } from './claim-run.js'
import type { ExecutorDeps } from './executor-deps.js'
import { RunAttempt } from './run-attempt.js'
import { isTerminal } from './run-state.js'

/** How long a stopping worker goes on trying to write down what it interrupted. */
const storeGraceMs = 10_000

/** Executes runs of this worker: claims them and makes attempts at them. */
export class Executor {
  readonly #deps: ExecutorDeps
  readonly #attempts = new Map<RunId, RunAttempt>()
  #isStopping = false

  constructor(deps: ExecutorDeps) {
    this.#deps = deps
  }

  /** Attempts that are under way. */
  get count(): number {
    return this.#attempts.size
  }

  /** Takes a wake-up: makes one attempt at the run, if it is to be had and this worker has its engine. */
  async execute(runId: RunId): Promise<void> {
    const { storage, engines, workerId, isDead, timing, clock, now } = this.#deps
    const run = await storage.runs.find(runId)
    const engine = run && engines.get(run.engine)
    if (run === undefined || engine === undefined || isTerminal(run.status) || this.#isStopping) return
    // A stall can let a lease run out that the next heartbeat renews: nobody takes a run over from itself.
    if (this.#attempts.get(runId)?.isHolding) return
    const deadWorkers = run.worker !== null && isDead(run.worker) ? [run.worker] : []
    const claimedAt = now()
    const claim = { worker: workerId, leaseMs: timing.leaseMs, deadWorkers, clock }
    const claimed = await claimRun(storage, run, claim)
    if (claimed === undefined) return
    const attempt = new RunAttempt(this.#deps, { engine, run: claimed, claimedAt })
    this.#attempts.set(runId, attempt)
    if (this.#isStopping) attempt.interrupt()
    try {
      await attempt.execute()
    } finally {
      if (this.#attempts.get(runId) === attempt) this.#attempts.delete(runId)
    }
  }

  /** Tells an attempt at this run, if it is made here, to look whether it was canceled. */
  nudge(runId: RunId): void {
    void this.#attempts.get(runId)?.beat()
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopping = true
  }

  /**
   * Interrupts every attempt and leaves its run to another worker; what they did is written down, as far as the
   * storage answers within 10 s. Returns a function that ends that waiting.
   */
  interrupt(): () => void {
    this.stop()
    for (const attempt of this.#attempts.values()) attempt.interrupt()
    const timer = setTimeout(() => {
      for (const attempt of this.#attempts.values()) attempt.abandon()
    }, storeGraceMs)
    return () => clearTimeout(timer)
  }
}
