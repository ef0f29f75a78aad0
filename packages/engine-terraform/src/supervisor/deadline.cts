/** Two clocks in ms: a suspended machine stops the monotonic one, a corrected time moves the other. */
export interface Clocks {
  wall(): number
  monotonic(): number
}

/** What the time asks for: nothing, a graceful stop, or the end. */
export type DeadlineState = 'open' | 'interrupt' | 'over'

/** A moment on both clocks; whichever reaches it first counts. */
interface Moment {
  readonly wall: number
  readonly monotonic: number
}

/**
 * Until when Terraform may run. At the deadline it has to have stopped, so it is interrupted before: by the
 * grace time, or by half of what was left when the deadline was set, so that a short one is used too.
 */
export class Deadline {
  readonly #clocks: Clocks
  readonly #graceMs: number
  #interruptAt: Moment | undefined
  #overAt: Moment | undefined

  constructor(clocks: Clocks, graceMs: number) {
    this.#clocks = clocks
    this.#graceMs = graceMs
  }

  /** Moves it to a wall-clock time in ms. */
  renew(deadline: number): void {
    const leftMs = deadline - this.#clocks.wall()
    const marginMs = Math.min(this.#graceMs, Math.max(0, leftMs / 2))
    this.#overAt = this.#in(leftMs)
    this.#interruptAt = this.#in(leftMs - marginMs)
  }

  get state(): DeadlineState {
    if (this.#isReached(this.#overAt)) return 'over'
    return this.#isReached(this.#interruptAt) ? 'interrupt' : 'open'
  }

  #in(ms: number): Moment {
    return { wall: this.#clocks.wall() + ms, monotonic: this.#clocks.monotonic() + ms }
  }

  #isReached(moment: Moment | undefined): boolean {
    if (!moment) return false
    return this.#clocks.wall() >= moment.wall || this.#clocks.monotonic() >= moment.monotonic
  }
}
