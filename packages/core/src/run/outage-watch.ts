/** What an outage watch works with. */
export interface OutageWatchOptions {
  /** Monotonic clock in ms. */
  readonly now: () => number
  /** How long the storage has to answer before it counts as settled. */
  readonly settleMs: number
}

/**
 * Knows whether the storage has answered for a while. Just after an outage every lease may be over though its
 * worker lives: whoever would take runs over gives the owners the time of some heartbeats first.
 */
export class OutageWatch {
  readonly #options: OutageWatchOptions
  #since: number | undefined

  constructor(options: OutageWatchOptions) {
    this.#options = options
  }

  get isSettled(): boolean {
    const { now, settleMs } = this.#options
    return this.#since !== undefined && now() - this.#since >= settleMs
  }

  /** Does something with the storage and takes note of whether it answers. @throws what the work throws */
  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work()
      this.#since ??= this.#options.now()
      return result
    } catch (error) {
      this.#since = undefined
      throw error
    }
  }
}
