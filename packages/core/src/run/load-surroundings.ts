import type { Clock } from '../id/timestamp.js'
import type { ParameterMasks } from '../template/parameter-mask.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import type { WorkspaceStore } from '../workspace/workspace-store.js'
import type { RunSurroundings } from './present-run.js'
import { isWaitingForWorker } from './queue-place.js'
import type { RunRecord } from './run.js'
import { isActive, isHeld } from './run-state.js'
import type { RunStore } from './run-store.js'

/** What loading surroundings works with. */
export interface LoadSurroundingsOptions {
  readonly store: RunStore
  readonly clock: Clock
  readonly isSimulated: (engine: string) => boolean
  readonly masks: ParameterMasks
  readonly workspaces: WorkspaceStore
}

/** Reads what it takes to show these runs, and only what it takes: ended ones need little. */
export async function loadSurroundings(
  runs: readonly RunRecord[],
  { store, clock, isSimulated, masks, workspaces }: LoadSurroundingsOptions,
): Promise<RunSurroundings> {
  const isWaiting = runs.some(({ status }) => isActive(status))
  const queued = runs.filter(isWaitingForWorker).map(({ id }) => id)
  const [mask, workers, places, known] = await Promise.all([
    masks.open(runs),
    isWaiting ? store.listWorkers() : [],
    store.findQueuePlaces(queued),
    findWorkspaces(runs, workspaces),
  ])
  return {
    now: clock(),
    workers,
    places,
    isSimulated,
    mask,
    newestRuns: new Set(known.map(({ currentRunId }) => currentRunId)),
    blocked: new Set(known.filter(({ diverged }) => diverged).map(({ id }) => id)),
  }
}

/** Only runs that ended badly may be retried, and only what has not begun can be blocked. */
async function findWorkspaces(
  runs: readonly RunRecord[],
  workspaces: WorkspaceStore,
): Promise<readonly WorkspaceRecord[]> {
  const asked = runs.filter(({ status }) => !isHeld(status) && status !== 'applied')
  const ids = [...new Set(asked.map(({ workspaceId }) => workspaceId))]
  const found = await Promise.all(ids.map(id => workspaces.find({ by: { idOrName: id } })))
  return found.filter(workspace => workspace !== undefined)
}
