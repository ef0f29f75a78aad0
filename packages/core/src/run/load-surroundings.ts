import type { RunId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import type { ParameterMasks } from '../template/parameter-mask.js'
import type { WorkspaceStore } from '../workspace/workspace-store.js'
import type { RunSurroundings } from './present-run.js'
import type { RunRecord } from './run.js'
import { isActive, isHeld, isTerminal } from './run-state.js'
import type { RunStore } from './run-store.js'

/** What loading surroundings works with. */
export interface LoadSurroundingsOptions {
  readonly store: RunStore
  readonly clock: Clock
  readonly isSimulated: (engine: string) => boolean
  readonly masks: ParameterMasks
  readonly workspaces: WorkspaceStore
}

/** Reads what it takes to show these runs, and only what it takes: ended ones need nothing. */
export async function loadSurroundings(
  runs: readonly RunRecord[],
  { store, clock, isSimulated, masks, workspaces }: LoadSurroundingsOptions,
): Promise<RunSurroundings> {
  const isWaiting = runs.some(({ status }) => status === 'pending' || isHeld(status))
  const isQueued = runs.some(({ status }) => status === 'pending')
  const [mask, workers, active, newestRuns] = await Promise.all([
    masks.open(runs),
    isWaiting ? store.listWorkers() : [],
    isQueued
      ? store.list({ status: ['pending', 'planning', 'planned', 'applying'], limit: 1000 })
      : undefined,
    findNewest(runs, workspaces),
  ])
  return {
    now: clock(),
    workers,
    active: active?.items.filter(({ status }) => isActive(status)) ?? [],
    isSimulated,
    mask,
    newestRuns,
  }
}

/** Only runs that ended badly may be retried, and only the newest of a workspace. */
async function findNewest(
  runs: readonly RunRecord[],
  workspaces: WorkspaceStore,
): Promise<ReadonlySet<RunId>> {
  const ended = runs.filter(({ status }) => isTerminal(status) && status !== 'applied')
  const ids = [...new Set(ended.map(({ workspaceId }) => workspaceId))]
  const found = await Promise.all(ids.map(id => workspaces.find({ by: { idOrName: id } })))
  return new Set(found.flatMap(workspace => (workspace === undefined ? [] : [workspace.currentRunId])))
}
