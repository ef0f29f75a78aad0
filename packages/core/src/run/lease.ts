import { isWaybillError } from '../error/waybill-error.js'
import type { RunFailure, RunRecord } from './run.js'
import { type InterruptionKind, RunInterruption } from './run-interruption.js'
import type { RunStore } from './run-store.js'

/** What a lease works with. */
export interface LeaseOptions {
  readonly store: RunStore
  /** The run as it was claimed. */
  readonly run: RunRecord
  readonly leaseMs: number
  readonly beatMs: number
  /** Monotonic clock in ms. */
  readonly now: () => number
  /** Taken before the run was claimed: the lease cannot end earlier than a lease's length after it. */
  readonly claimedAt: number
  /** Called after each renewal, with how long the lease has left in ms. */
  readonly onRenewed: (leftMs: number) => void
  /** Called once when somebody asks to end the engine by force. */
  readonly onForce: () => void
  /** A heartbeat that failed for another reason than an unreachable storage; the lease goes on trying. */
  readonly onError: (error: unknown) => void
}

/**
 * An attempt's hold on its run. Heartbeats renew it, notice a request to cancel and that it is lost. Without a
 * renewal for half its length the engine is interrupted, and the heartbeats go on: a lease that nobody took can
 * still be renewed, so that what was done is written down.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #interrupted = new AbortController()
  readonly #lost = new AbortController()
  #renewedAt: number
  #beating: Promise<void> | undefined
  #beatTimer: NodeJS.Timeout | undefined
  #silenceTimer: NodeJS.Timeout | undefined
  #isEnded = false
  #isForced = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#renewedAt = options.claimedAt
    this.#watchSilence()
    this.#beatTimer = setTimeout(() => this.beat(), options.beatMs)
  }

  get fence(): number {
    return this.#options.run.fence
  }

  /** Aborts, with a {@link RunInterruption}, when the engine has to stop. */
  get interrupted(): AbortSignal {
    return this.#interrupted.signal
  }

  /** Aborts when nothing may be written any more. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /** Whether the run is still this attempt's: it was neither lost nor given up. */
  get isHeld(): boolean {
    return !this.#isEnded && !this.#lost.signal.aborted
  }

  /** Until when the lease holds, on the monotonic clock. */
  get until(): number {
    return this.#renewedAt + this.#options.leaseMs
  }

  /** Makes the engine stop. Only the first reason counts, except that a lost lease is lost. */
  interrupt(kind: Exclude<InterruptionKind, 'lost'>): void {
    this.#interrupted.abort(new RunInterruption(kind))
  }

  /** Gives up on writing anything down: the storage is away and the worker has to end. */
  abandon(kind: InterruptionKind): void {
    const reason = new RunInterruption(kind)
    this.#interrupted.abort(reason)
    this.#lost.abort(reason)
  }

  /** Sends a heartbeat now, unless one is under way. */
  beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined
    })
    return this.#beating
  }

  /**
   * Lets the run be claimed again in `delayMs`; 0 is at once. False when it is lost already.
   * @throws what the store throws
   */
  async giveUp(delayMs: number, error: RunFailure | null = null): Promise<boolean> {
    const { store, run } = this.#options
    this.end()
    // One that is under way would take the lease back.
    await this.#beating
    return store.release(run.id, { fence: run.fence, delayMs, error })
  }

  /** Stops the heartbeats. Callable twice. */
  end(): void {
    this.#isEnded = true
    clearTimeout(this.#beatTimer)
    clearTimeout(this.#silenceTimer)
  }

  async #beat(): Promise<void> {
    clearTimeout(this.#beatTimer)
    const { store, run, leaseMs, now, onError } = this.#options
    const sentAt = now()
    try {
      const heartbeat = await store.beat(run.id, { fence: run.fence, leaseMs })
      if (heartbeat === undefined) return this.abandon('lost')
      this.#renewedAt = sentAt
      if (heartbeat.cancelRequestedAt !== null) this.interrupt('canceled')
      if (heartbeat.forceRequestedAt !== null) this.#force()
      this.#afterRenewal()
    } catch (error) {
      if (!isWaybillError(error) || error.code !== 'STORAGE_UNAVAILABLE') onError(error)
    }
    this.#scheduleBeat()
  }

  #force(): void {
    if (this.#isForced) return
    this.#isForced = true
    this.#options.onForce()
  }

  #afterRenewal(): void {
    if (this.#isEnded) return
    this.#watchSilence()
    this.#options.onRenewed(this.until - this.#options.now())
  }

  #scheduleBeat(): void {
    if (this.#isEnded) return
    this.#beatTimer = setTimeout(() => this.beat(), this.#options.beatMs)
  }

  /** Its own timer: a heartbeat that hangs must not hide that time goes by. */
  #watchSilence(): void {
    const { leaseMs, now } = this.#options
    clearTimeout(this.#silenceTimer)
    const leftMs = this.#renewedAt + leaseMs / 2 - now()
    this.#silenceTimer = setTimeout(() => this.interrupt('unreachable'), Math.max(0, leftMs))
  }
}
