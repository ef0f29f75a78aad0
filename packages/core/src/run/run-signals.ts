import type { RunId } from '../id/ids.js'

/** Tells followers in the same process that a run's log or status has moved. */
export class RunSignals {
  readonly #watches = new Map<RunId, Set<RunWatch>>()

  notify(runId: RunId): void {
    for (const watch of this.#watches.get(runId) ?? []) watch.notify()
  }

  /** Looks out for the run from now on; to be closed. */
  watch(runId: RunId): RunWatch {
    const watches = this.#watches.get(runId) ?? new Set()
    this.#watches.set(runId, watches)
    const watch = new RunWatch(() => {
      watches.delete(watch)
      if (watches.size === 0 && this.#watches.get(runId) === watches) this.#watches.delete(runId)
    })
    watches.add(watch)
    return watch
  }
}

/** One follower's look-out: what is told while it is busy reading is not missed. */
export class RunWatch {
  readonly close: () => void
  #hasMoved = false
  #wake: (() => void) | undefined

  constructor(close: () => void) {
    this.close = close
  }

  notify(): void {
    this.#hasMoved = true
    this.#wake?.()
  }

  /** From here on counts what is told. */
  reset(): void {
    this.#hasMoved = false
  }

  /** Resolves when something was told since `reset`, after `timeoutMs`, or when the signal aborts. */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#hasMoved || signal?.aborted) return
    await new Promise<void>(resolve => {
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(wake, timeoutMs)
      this.#wake = wake
      signal?.addEventListener('abort', wake)
    })
  }
}
