/** Two clocks in ms: a suspended machine stops the monotonic one, a corrected time moves the other. */
export interface Clocks {
  wall(): number
  monotonic(): number
}

/** What the time asks for: nothing, a graceful stop, or the end. */
export type DeadlineState = 'open' | 'interrupt' | 'over'

const interruptedAfter = 3 / 5

/** A moment on both clocks; whichever reaches it first counts. */
interface Moment {
  readonly wall: number
  readonly monotonic: number
}

/**
 * Until when Terraform may run. At the deadline it is killed, so it is asked to stop before: when three fifths of
 * the time are over that was left when the deadline was set. With a deadline of 150 s that is at 90 s.
 */
export class Deadline {
  readonly #clocks: Clocks
  #interruptAt: Moment | undefined
  #overAt: Moment | undefined

  constructor(clocks: Clocks) {
    this.#clocks = clocks
  }

  /** Moves it to a wall-clock time in ms. */
  renew(deadline: number): void {
    const leftMs = deadline - this.#clocks.wall()
    this.#overAt = this.#in(leftMs)
    this.#interruptAt = this.#in(leftMs * interruptedAfter)
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
