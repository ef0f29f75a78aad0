/** What is to be made good again later, or all at once. */
export class Healing {
  readonly #open = new Map<NodeJS.Timeout, () => void>()

  later(ms: number, heal: () => void): void {
    const timer = setTimeout(() => {
      this.#open.delete(timer)
      heal()
    }, ms)
    this.#open.set(timer, heal)
  }

  healAll(): void {
    for (const [timer, heal] of this.#open) {
      clearTimeout(timer)
      heal()
    }
    this.#open.clear()
  }
}
