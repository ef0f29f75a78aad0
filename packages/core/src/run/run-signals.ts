import type { RunId } from '../id/ids.js'

/** Tells followers in the same process that a run's log or status has moved. */
export class RunSignals {
  readonly #waiting = new Map<RunId, Set<() => void>>()

  notify(runId: RunId): void {
    for (const wake of this.#waiting.get(runId) ?? []) wake()
  }

  /** Resolves at the next `notify` for the run, after `timeoutMs`, or when the signal aborts. */
  async wait(runId: RunId, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return
    await new Promise<void>(resolve => {
      const waiting = this.#waiting.get(runId) ?? new Set()
      this.#waiting.set(runId, waiting)
      const timer = setTimeout(wake, timeoutMs)
      const remove = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        waiting.delete(wake)
        if (waiting.size === 0 && this.#waiting.get(runId) === waiting) this.#waiting.delete(runId)
      }
      function wake(): void {
        remove()
        resolve()
      }
      waiting.add(wake)
      signal?.addEventListener('abort', wake)
    })
  }
}
