/** Work that goes on at the same time, up to a number. */
export class Slots {
  readonly #size: number
  readonly #inHand = new Set<Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #closed = false

  constructor(size: number) {
    this.#size = size
  }

  /** Starts work, also beyond the number: who wants to keep to it waits for `untilFree` before. */
  start(work: () => Promise<void>): void {
    const done = work().finally(() => {
      this.#inHand.delete(done)
      this.#wake()
    })
    this.#inHand.add(done)
  }

  /** Resolves when one is free, or they are closed. */
  async untilFree(): Promise<void> {
    while (this.#inHand.size >= this.#size && !this.#closed) {
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
  }

  /** Nobody waits any more. Resolves when all work is done. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake()
    while (this.#inHand.size > 0) await Promise.all(this.#inHand)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
