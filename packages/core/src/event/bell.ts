/** Rung at any time; a ring that came before `wait` counts. */
export class Bell {
  readonly #signal: AbortSignal | undefined
  #rung = false
  #wake: (() => void) | undefined

  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.#rung && !this.#signal?.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(done, timeoutMs)
        const signal = this.#signal
        function done(): void {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        signal?.addEventListener('abort', done)
        this.#wake = done
      })
    }
    this.#wake = undefined
    this.#rung = false
  }
}
