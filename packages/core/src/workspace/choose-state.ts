import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { NewId } from '../id/ids.js'
import { buildWake } from '../run/build-run.js'
import { buildWorkspaceEvent, type EventOrigin } from '../run/run-events.js'
import { isActive, isHeld } from '../run/run-state.js'
import { startDestroy } from '../run/start-destroy.js'
import type { Stores } from '../storage/storage.js'
import type { WorkspaceRecord } from './workspace.js'
import { workspaceNotFound } from './workspace-errors.js'
import { findStoredState, nextSerial, withSerial } from './workspace-states.js'

/** Which state holds, and who says so. */
export interface ChooseStateOptions extends EventOrigin {
  readonly idOrName: string
  readonly stateId: string
  readonly newId: NewId
}

/**
 * Settles which of the states that diverged holds, inside a transaction: it becomes the newest, and what waited for
 * that goes on.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND`, `WORKSPACE_CONFLICT` when nothing has diverged,
 * `RUN_CONFLICT` while a run is executed
 */
export async function chooseState(stores: Stores, options: ChooseStateOptions): Promise<WorkspaceRecord> {
  const { idOrName, stateId, at, actor, newId } = options
  const workspace = await stores.workspaces.find({ by: { idOrName }, lock: true })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  requireDiverged(workspace)
  const run = (await stores.runs.list({ workspaceId: workspace.id, limit: 100 })).items.find(({ status }) =>
    isActive(status),
  )
  if (run !== undefined && isHeld(run.status)) {
    throw new WaybillError('RUN_CONFLICT', `Run ${run.id} of the workspace is under way.`, {
      hint: 'Wait for its end, or cancel it.',
    })
  }
  const serial = await putOnTop(stores, workspace, stateId)
  const settled = { ...workspace, diverged: false, updatedAt: at }
  await stores.workspaces.update(settled)
  const event = buildWorkspaceEvent('workspace.state_chosen', settled, { at, actor })
  await stores.events.append([{ ...event, data: { ...event.data, stateId, serial } }])
  if (run !== undefined) await stores.queue.add(buildWake(run))
  if (run !== undefined || settled.destroyRequestedAt === null) return settled
  const destroy = await startDestroy(stores, settled, { at, newId, actor: settled.destroyRequestedBy })
  return destroy.workspace
}

function requireDiverged({ name, diverged }: WorkspaceRecord): void {
  if (diverged) return
  throw new WaybillError(
    'WORKSPACE_CONFLICT',
    `The states of the workspace ${quote(name)} have not diverged.`,
    {
      hint: 'To go back to an earlier state, restore it.',
    },
  )
}

/** The state that is the newest already stays as it is. */
async function putOnTop({ runs }: Stores, workspace: WorkspaceRecord, stateId: string): Promise<number> {
  const entries = await runs.listStates(workspace.id)
  const { entry, state } = await findStoredState(runs, { workspace, entries, stateId })
  const newest = entries.find(({ diverged }) => !diverged)
  if (newest?.id === entry.id) return entry.serial
  const serial = nextSerial(entries)
  await runs.putState(entry.runId, withSerial(state, serial))
  return serial
}
