import type { Engine } from '../engine/engine.js'
import type { RunId } from '../id/ids.js'
import { buildWake } from './build-run.js'
import { claimRun } from './claim-run.js'
import type { ExecutorDeps } from './executor-deps.js'
import type { RunRecord } from './run.js'
import { RunAttempt } from './run-attempt.js'
import { isTerminal } from './run-state.js'

/** How long a stopping worker goes on trying to write down what it interrupted. */
const storeGraceMs = 10_000
/** How long a run in the background waits for people's runs before it is looked at again. */
const backgroundPauseMs = 1000

/** Executes runs of this worker: claims them and makes attempts at them. */
export class Executor {
  readonly #deps: ExecutorDeps
  readonly #attempts = new Map<RunId, RunAttempt>()
  readonly #claiming = new Set<RunId>()
  #isStopping = false

  constructor(deps: ExecutorDeps) {
    this.#deps = deps
  }

  /** One slot is always left to people's runs, where there are two. */
  #hasRoomInBackground(): boolean {
    const running = [...this.#attempts.values()].filter(({ isBackground }) => isBackground).length
    return running < Math.max(1, this.#deps.slots - 1)
  }

  /** Attempts that are under way. */
  get count(): number {
    return this.#attempts.size
  }

  /** Takes a wake-up: makes one attempt at the run, if it is to be had and this worker has its engine. */
  async execute(runId: RunId): Promise<void> {
    const { storage, engines } = this.#deps
    const run = await storage.runs.find(runId)
    const engine = run && engines.get(run.engine)
    if (run === undefined || engine === undefined || isTerminal(run.status) || this.#isStopping) return
    // A stall can let a lease run out that the next heartbeat renews: nobody takes a run over from itself.
    if (this.#claiming.has(runId) || this.#attempts.get(runId)?.isHolding) return
    if (run.background && !this.#hasRoomInBackground()) {
      await storage.queue.add(buildWake(run, backgroundPauseMs))
      return
    }
    const attempt = await this.#claim(run, engine)
    if (attempt === undefined) return
    try {
      await attempt.execute()
    } finally {
      if (this.#attempts.get(runId) === attempt) this.#attempts.delete(runId)
    }
  }

  /**
   * Whether a run is this worker's, by its record, and no attempt is made at it: the answer to its claim got lost,
   * or its attempt could not write down how it ended.
   */
  isForgotten({ id, worker }: RunRecord): boolean {
    return worker === this.#deps.workerId && !this.#claiming.has(id) && !this.#attempts.has(id)
  }

  /** Tells an attempt at this run, if it is made here, to look whether it was canceled. */
  nudge(runId: RunId): void {
    void this.#attempts.get(runId)?.beat()
  }

  /** The same for every attempt that is made here. */
  nudgeAll(): void {
    for (const attempt of this.#attempts.values()) void attempt.beat()
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

  /** Undefined when the run is not to be had. */
  async #claim(run: RunRecord, engine: Engine): Promise<RunAttempt | undefined> {
    const { storage, workerId, isDead, timing, clock, now } = this.#deps
    const isLeft = run.worker !== null && (isDead(run.worker) || this.isForgotten(run))
    const deadWorkers = isLeft && run.worker !== null ? [run.worker] : []
    this.#claiming.add(run.id)
    engine.prepare?.()
    try {
      const claimedAt = now()
      const claim = { worker: workerId, leaseMs: timing.leaseMs, deadWorkers, clock }
      const claimed = await claimRun(storage, run, claim)
      if (claimed === undefined) return undefined
      const attempt = new RunAttempt(this.#deps, { engine, run: claimed, claimedAt })
      this.#attempts.set(run.id, attempt)
      if (this.#isStopping) attempt.interrupt()
      return attempt
    } finally {
      this.#claiming.delete(run.id)
    }
  }
}
