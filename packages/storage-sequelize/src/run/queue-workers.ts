import type { RunQueueWork } from '@waybill/core'
import type { GraphileDeps } from './graphile-pool.js'
import { QueueWorker } from './queue-worker.js'

/** The workers of one storage, so that closing it leaves none behind. */
export class QueueWorkers {
  readonly deps: GraphileDeps
  readonly #workers = new Set<QueueWorker>()

  constructor(deps: GraphileDeps) {
    this.deps = deps
  }

  /** Starts one; the returned function stops it, and may be called twice. */
  async start(work: RunQueueWork): Promise<() => Promise<void>> {
    const worker = new QueueWorker(this.deps, work)
    await worker.start()
    this.#workers.add(worker)
    return async () => {
      await worker.stop()
      this.#workers.delete(worker)
    }
  }

  /** Stops all; resolves when what they have in hand is done. */
  async stop(): Promise<void> {
    await Promise.all([...this.#workers].map(worker => worker.stop()))
    this.#workers.clear()
  }
}
