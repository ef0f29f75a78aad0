import type { Clock } from '../id/timestamp.js'
import type { ParameterMasks } from '../template/parameter-mask.js'
import type { RunSurroundings } from './present-run.js'
import type { RunRecord } from './run.js'
import { isActive, isHeld } from './run-state.js'
import type { RunStore } from './run-store.js'

/** What loading surroundings works with. */
export interface LoadSurroundingsOptions {
  readonly store: RunStore
  readonly clock: Clock
  readonly isSimulated: (engine: string) => boolean
  readonly masks: ParameterMasks
}

/** Reads what it takes to show these runs, and only what it takes: ended ones need nothing. */
export async function loadSurroundings(
  runs: readonly RunRecord[],
  { store, clock, isSimulated, masks }: LoadSurroundingsOptions,
): Promise<RunSurroundings> {
  const isWaiting = runs.some(({ status }) => status === 'pending' || isHeld(status))
  const isQueued = runs.some(({ status }) => status === 'pending')
  const [mask, workers, active] = await Promise.all([
    masks.open(runs),
    isWaiting ? store.listWorkers() : [],
    isQueued
      ? store.list({ status: ['pending', 'planning', 'planned', 'applying'], limit: 1000 })
      : undefined,
  ])
  return {
    now: clock(),
    workers,
    active: active?.items.filter(({ status }) => isActive(status)) ?? [],
    isSimulated,
    mask,
  }
}
