/** How long to wait, and who else may end the waiting. */
export interface DeadlineOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * A time limit as an `AbortSignal` that can stand still: a first initialisation takes as long as the
 * disk needs and must not eat the time that a server has for answering.
 */
export class Deadline implements Disposable {
  /** Aborted when the time is up or the caller gave up. */
  readonly signal: AbortSignal
  readonly #timeoutMs: number
  readonly #caller: AbortSignal
  readonly #expiry = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor({ timeoutMs, signal }: DeadlineOptions) {
    this.#timeoutMs = timeoutMs
    this.#caller = signal ?? new AbortController().signal
    this.signal = AbortSignal.any([this.#expiry.signal, this.#caller])
    this.#restart()
  }

  /** True when the time is up, false while there is some or when the caller gave up first. */
  get expired(): boolean {
    return this.#expiry.signal.aborted
  }

  /** Runs work that only the caller may interrupt; afterwards the whole time is there again. */
  async standStillFor<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer)
    try {
      return await work(this.#caller)
    } finally {
      this.#restart()
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #restart(): void {
    this.#timer = setTimeout(() => this.#expiry.abort(), this.#timeoutMs)
  }
}
