import type { RunId } from '../id/ids.js'
import type { RunQueue, RunQueueWork, RunWake } from '../run/run-queue.js'

interface QueueWorker {
  readonly work: RunQueueWork
  readonly inHand: Set<Promise<void>>
}

/** Hands runs to workers of the same process. */
export class MemoryRunQueue implements RunQueue {
  /** By run and attempt, in the order they were added. */
  readonly #due = new Map<string, RunWake>()
  readonly #delayed = new Map<string, NodeJS.Timeout>()
  readonly #workers = new Set<QueueWorker>()

  async add(wake: RunWake): Promise<void> {
    const key = `${wake.runId}:${wake.attempt}`
    if (this.#due.has(key) || this.#delayed.has(key)) return
    if (wake.delayMs === undefined || wake.delayMs <= 0) {
      this.#put(key, wake)
      return
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(key)
      this.#put(key, wake)
    }, wake.delayMs)
    this.#delayed.set(key, timer)
  }

  async work(work: RunQueueWork): Promise<() => Promise<void>> {
    const worker: QueueWorker = { work, inHand: new Set() }
    this.#workers.add(worker)
    this.#dispatch()
    return async () => {
      this.#workers.delete(worker)
      await Promise.all(worker.inHand)
    }
  }

  /** Drops every wake-up, also the delayed ones. */
  close(): void {
    for (const timer of this.#delayed.values()) clearTimeout(timer)
    this.#delayed.clear()
    this.#due.clear()
  }

  #put(key: string, wake: RunWake): void {
    this.#due.set(key, wake)
    this.#dispatch()
  }

  #dispatch(): void {
    const due = [...this.#due].sort(
      ([, a], [, b]) => Number(a.background ?? false) - Number(b.background ?? false),
    )
    for (const [key, wake] of due) {
      if (!this.#hasFree()) return
      const worker = this.#findFree(wake.lane)
      if (worker === undefined) continue
      this.#due.delete(key)
      this.#hand(worker, wake.runId)
    }
  }

  #hasFree(): boolean {
    return [...this.#workers].some(({ work, inHand }) => inHand.size < work.slots)
  }

  #findFree(lane: string): QueueWorker | undefined {
    for (const worker of this.#workers) {
      const { slots, lanes } = worker.work
      if (worker.inHand.size < slots && lanes.includes(lane)) return worker
    }
    return undefined
  }

  #hand(worker: QueueWorker, runId: RunId): void {
    const handled = Promise.resolve()
      .then(() => worker.work.handle(runId))
      .catch(worker.work.onError)
      .finally(() => {
        worker.inHand.delete(handled)
        this.#dispatch()
      })
    worker.inHand.add(handled)
  }
}
