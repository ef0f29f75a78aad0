/** Work that goes on at the same time, up to a number. */
export class Slots {
  readonly #size: number
  readonly #inHand = new Set<Promise<void>>()

  constructor(size: number) {
    this.#size = size
  }

  /** Starts work, also beyond the number: who wants to keep to it waits for `untilFree` before. */
  start(work: () => Promise<void>): void {
    const done = work().finally(() => this.#inHand.delete(done))
    this.#inHand.add(done)
  }

  /** Resolves when one is free, or when `signal` is aborted. */
  async untilFree(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>(resolve => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    while (this.#inHand.size >= this.#size && !signal.aborted) await Promise.race([...this.#inHand, aborted])
  }

  /** Resolves when all work is done. */
  async untilEmpty(): Promise<void> {
    while (this.#inHand.size > 0) await Promise.all(this.#inHand)
  }
}
