import type { RunId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import { cancelRun } from '../run/cancel-run.js'
import type { RunRecord } from '../run/run.js'
import { buildWorkspaceEvent } from '../run/run-events.js'
import { activeStatuses, isHeld } from '../run/run-state.js'
import { type StartDestroyOptions, startDestroy } from '../run/start-destroy.js'
import type { Stores } from '../storage/storage.js'
import { requireUnchanged } from './require-unchanged.js'
import type { WorkspaceRecord } from './workspace.js'
import { requireSettled, workspaceNotFound } from './workspace-errors.js'
import { workspaceStatus } from './workspace-status.js'

/** A workspace that is on its way out, and the run that was asked to stop for it. */
export interface DestroyResult {
  readonly workspace: WorkspaceRecord
  readonly stopping: RunId | undefined
}

/**
 * Asks for the end of a workspace, inside a transaction. A run that nobody executes is canceled and the destroy is
 * queued; one that runs is asked to stop, and whoever ends it queues the destroy (`destroyRequestedAt` says so).
 * Asked again, or of a destroyed one, it changes nothing.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `WORKSPACE_CONFLICT` when its states have diverged
 */
export async function destroyWorkspace(
  stores: Stores,
  idOrName: string,
  options: StartDestroyOptions & { readonly ifUpdatedAt?: Timestamp },
): Promise<DestroyResult> {
  const workspace = await stores.workspaces.find({ by: { idOrName }, lock: true })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  const active = await findActive(stores, workspace)
  const isUnderWay = workspace.destroyRequestedAt !== null || active?.kind === 'destroy'
  if (workspace.status === 'destroyed' || isUnderWay) return { workspace, stopping: undefined }
  requireUnchanged(workspace, options.ifUpdatedAt)
  requireSettled(workspace)
  const requested = { ...workspace, destroyRequestedAt: options.at, destroyRequestedBy: options.actor }
  if (active === undefined) {
    return { workspace: (await startDestroy(stores, requested, options)).workspace, stopping: undefined }
  }
  const status = workspaceStatus(requested, active)
  const leaving = { ...requested, status, updatedAt: options.at }
  await stores.workspaces.update(leaving)
  await stores.events.append([
    buildWorkspaceEvent('workspace.status', leaving, { ...options, from: workspace.status }),
  ])
  // Who ends the run, here or in its worker, adds the destroy.
  const stopped = await cancelRun(stores, active, options)
  return { workspace: stopped.workspace, stopping: isHeld(stopped.run.status) ? active.id : undefined }
}

async function findActive(stores: Stores, { id }: WorkspaceRecord): Promise<RunRecord | undefined> {
  const { items } = await stores.runs.list({ workspaceId: id, status: [...activeStatuses], limit: 1 })
  return items[0]
}
