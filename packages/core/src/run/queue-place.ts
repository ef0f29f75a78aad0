import { compareText } from '../catalog/compare-text.js'
import type { RunId } from '../id/ids.js'
import { laneOf } from './lane.js'
import type { RunRecord } from './run.js'
import { isHeld } from './run-state.js'

/** Where a run that waits for a worker stands among those that need the same kind of worker. */
export interface QueuePlace {
  /** Runs that workers hold now. */
  readonly running: number
  /** Runs that are taken before it. */
  readonly ahead: number
  /** The one right before it: the last that is taken earlier, else the newest that runs; null where there is none. */
  readonly behind: RunId | null
}

/** Whether a run does not go on for want of a worker that takes it. */
export function isWaitingForWorker({ status, approval }: Pick<RunRecord, 'status' | 'approval'>): boolean {
  return status === 'pending' || (status === 'planned' && approval !== null)
}

/** The places of all runs that wait for a worker; `active` are those that have not ended. */
export function findQueuePlaces(active: readonly RunRecord[]): ReadonlyMap<RunId, QueuePlace> {
  const places = new Map<RunId, QueuePlace>()
  for (const lane of new Set(active.map(laneOf))) {
    const runs = active.filter(run => laneOf(run) === lane).sort(byTurn)
    const running = runs.filter(({ status }) => isHeld(status)).map(({ id }) => id)
    const newest = [...running].sort(compareText).at(-1) ?? null
    const queue = runs.filter(isWaitingForWorker)
    for (const [ahead, { id }] of queue.entries()) {
      const behind = queue[ahead - 1]?.id ?? newest
      places.set(id, { running: running.length, ahead, behind })
    }
  }
  return places
}

/** People's runs go first, then the older ones. */
function byTurn(a: RunRecord, b: RunRecord): number {
  return Number(a.background) - Number(b.background) || compareText(a.id, b.id)
}
