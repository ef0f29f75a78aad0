import type { RunQueue, RunQueueWork, RunWake } from '@waybill/core'
import type { Session } from '../database/session.js'
import { addJob } from './add-job.js'
import type { QueueWorkers } from './queue-workers.js'

/**
 * Wakes workers through graphile-worker. A job only says that a run may be claimed, so it has one try; one that a
 * dead worker held is dropped later, and the run store's `listClaimable` leads to a new one.
 */
export class GraphileRunQueue implements RunQueue {
  readonly #session: Session
  readonly #workers: QueueWorkers

  constructor(session: Session, workers: QueueWorkers) {
    this.#session = session
    this.#workers = workers
  }

  /** Part of the transaction that the session is in: no worker is woken when it rolls back. */
  async add(wake: RunWake): Promise<void> {
    await this.#session.query(addJob(wake, this.#workers.deps.schema))
  }

  work(work: RunQueueWork): Promise<() => Promise<void>> {
    return this.#workers.start(work)
  }
}
