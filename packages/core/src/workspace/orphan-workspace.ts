import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { NewId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import { moveRun } from '../run/move-run.js'
import { buildWorkspaceEvent, type EventOrigin } from '../run/run-events.js'
import { isActive, isHeld } from '../run/run-state.js'
import type { Stores } from '../storage/storage.js'
import { requireUnchanged } from './require-unchanged.js'
import type { WorkspaceRecord } from './workspace.js'
import { workspaceNotFound } from './workspace-errors.js'

/**
 * Forgets a workspace without destroying what it has made, inside a transaction; its states stay in the journal.
 * A run that nobody executes is discarded. Of a destroyed one it changes nothing.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `RUN_CONFLICT` while a run is executed
 */
export async function orphanWorkspace(
  stores: Stores,
  idOrName: string,
  {
    at,
    actor,
    newId,
    ifUpdatedAt,
  }: EventOrigin & { readonly newId: NewId; readonly ifUpdatedAt?: Timestamp },
): Promise<WorkspaceRecord> {
  const found = await stores.workspaces.find({ by: { idOrName }, lock: true })
  if (found === undefined) throw workspaceNotFound(idOrName)
  if (found.status === 'destroyed') return found
  requireUnchanged(found, ifUpdatedAt)
  // Not asked to be destroyed any more: else the end of its run would queue that.
  const workspace = { ...found, destroyRequestedAt: null, destroyRequestedBy: null }
  await stores.workspaces.update(workspace)
  const { items } = await stores.runs.list({ workspaceId: workspace.id, limit: 1 })
  const run = items.find(({ status }) => isActive(status))
  if (run !== undefined && isHeld(run.status)) {
    throw new WaybillError(
      'RUN_CONFLICT',
      `Run ${run.id} of the workspace ${quote(workspace.name)} is under way.`,
      {
        hint: 'Cancel it first.',
      },
    )
  }
  if (run !== undefined) {
    await moveRun(stores, { run, fence: run.fence, events: ['discard'], actor, at, newId })
  }
  const orphaned: WorkspaceRecord = {
    ...workspace,
    status: 'destroyed',
    endpoints: {},
    outputs: {},
    error: null,
    destroyedAt: at,
    updatedAt: at,
  }
  await stores.workspaces.update(orphaned)
  const origin = { at, actor, from: found.status }
  await stores.events.append([buildWorkspaceEvent('workspace.orphaned', orphaned, origin)])
  return orphaned
}
