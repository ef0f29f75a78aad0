import { WaybillError } from '../error/waybill-error.js'
import type { NewId } from '../id/ids.js'
import type { Stores } from '../storage/storage.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import { lockRun, moveRun, type RunInWorkspace, type RunKey } from './move-run.js'
import type { RunRecord } from './run.js'
import { buildRunEvent, type EventOrigin } from './run-events.js'
import { buildCancellation } from './run-failure.js'
import { isHeld, isTerminal } from './run-state.js'

/** Who cancels, and how a run that follows gets its id. */
export interface CancelOptions extends EventOrigin {
  readonly newId: NewId
}

/**
 * Cancels a run, inside a transaction. One that nobody executes ends at once; of one that runs the wish is noted,
 * and the worker's next heartbeat sees it. A wish that is noted already stays as it is.
 * @throws WaybillError `RUN_CONFLICT` when the run has ended
 */
export async function cancelRun(
  stores: Stores,
  key: RunKey,
  { at, actor, newId }: CancelOptions,
): Promise<RunInWorkspace> {
  const { run, workspace } = await lockRun(stores, key)
  if (isTerminal(run.status)) {
    throw new WaybillError('RUN_CONFLICT', `The run has ended already: it is ${run.status}.`)
  }
  if (!isHeld(run.status)) {
    const changes = { cancelRequestedAt: at, error: buildCancellation('prepare') }
    return moveRun(stores, { run, fence: run.fence, events: ['cancel'], changes, actor, at, newId })
  }
  return { run: await requestCancel(stores, { run, workspace }, { at, actor }), workspace }
}

async function requestCancel(
  stores: Stores,
  { run }: { readonly run: RunRecord; readonly workspace: WorkspaceRecord },
  { at, actor }: EventOrigin,
): Promise<RunRecord> {
  if (run.cancelRequestedAt !== null) return run
  const canceling = { ...run, cancelRequestedAt: at, updatedAt: at }
  if (!(await stores.runs.update(canceling, { status: run.status, fence: run.fence }))) {
    throw new WaybillError('STALE_ATTEMPT', `Run ${run.id} has moved on.`)
  }
  await stores.events.append([buildRunEvent('run.cancel_requested', canceling, { at, actor })])
  return canceling
}
