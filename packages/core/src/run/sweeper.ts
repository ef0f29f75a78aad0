import type { Storage } from '../storage/storage.js'
import { buildWake } from './build-run.js'
import type { RunRecord } from './run.js'

/** What a sweep works with. */
export interface SweepOptions {
  readonly storage: Storage
  /** Whether a worker is proven dead: its runs are taken up without waiting for their leases. */
  readonly isDead: (workerId: string) => boolean
  /** Whether a run that this worker holds got lost to it, e.g. with the answer to its claim. */
  readonly isForgotten: (run: RunRecord) => boolean
  /** Whether a lease that is over may be believed to be. */
  readonly isSettled: boolean
}

/**
 * Wakes a worker for every run that may be claimed: what a dead worker left, and what lost its wake-up. A run
 * whose wake-up is still there gets no second one. Answers how many there were.
 */
export async function sweepRuns(options: SweepOptions): Promise<number> {
  const { storage, isDead, isForgotten, isSettled } = options
  await forgetDead(storage, isDead)
  const claimable = (await storage.runs.listClaimable()).filter(run => isSettled || run.status === 'pending')
  const held = await listHeld(storage)
  const left = held.filter(run => isForgotten(run) || (run.worker !== null && isDead(run.worker)))
  const runs = new Map([...claimable, ...left].map(run => [run.id, run]))
  for (const run of runs.values()) await storage.queue.add(buildWake(run))
  return runs.size
}

/** A worker that is proven dead need not be waited for. */
async function forgetDead(storage: Storage, isDead: SweepOptions['isDead']): Promise<void> {
  const workers = await storage.runs.listWorkers()
  for (const worker of workers) if (isDead(worker.id)) await storage.runs.saveWorker(worker, 'gone')
}

/** Every run that some attempt holds. */
async function listHeld(storage: Storage): Promise<readonly RunRecord[]> {
  const held: RunRecord[] = []
  let cursor: string | undefined
  do {
    const page = await storage.runs.list({ status: ['planning', 'applying'], limit: 1000, cursor })
    held.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return held
}
