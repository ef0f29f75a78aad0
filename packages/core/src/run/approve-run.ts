import { WaybillError } from '../error/waybill-error.js'
import type { Stores } from '../storage/storage.js'
import { requireSettled } from '../workspace/workspace-errors.js'
import { buildWake } from './build-run.js'
import { lockRun, type RunInWorkspace, type RunKey } from './move-run.js'
import type { Approval, RunRecord } from './run.js'
import { buildRunEvent, type EventOrigin } from './run-events.js'
import { isOpen } from './uncertain-resources.js'

/** Who approves, and what else is to be done. */
export interface ApproveOptions extends EventOrigin {
  /** Takes into the state what is certain to exist and is missing there; the plan is made anew. */
  readonly imports: boolean
}

/**
 * Agrees to the plan of a run, inside a transaction, and wakes a worker for it. Again, it changes nothing.
 * @throws WaybillError `RUN_CONFLICT` when the run has no plan that waits, or nothing to import
 */
export async function approveRun(
  stores: Stores,
  key: RunKey,
  { at, actor, imports }: ApproveOptions,
): Promise<RunInWorkspace> {
  const { run, workspace } = await lockRun(stores, key)
  if (run.approval !== null && run.status === 'planned') return { run, workspace }
  requireSettled(workspace)
  const approval = buildApproval(run, { at, actor, imports })
  const approved: RunRecord = { ...run, approval, updatedAt: at }
  if (!(await stores.runs.update(approved, { status: run.status, fence: run.fence }))) {
    throw new WaybillError('STALE_ATTEMPT', `Run ${run.id} has moved on.`)
  }
  await stores.events.append([buildRunEvent('run.approved', { run: approved, workspace }, { at, actor })])
  await stores.queue.add(buildWake(approved))
  return { run: approved, workspace }
}

function buildApproval(
  { status, plan, uncertain }: RunRecord,
  { at, actor, imports }: ApproveOptions,
): Approval {
  if (status !== 'planned' || plan === null) {
    throw new WaybillError('RUN_CONFLICT', `The run has no plan that waits to be approved: it is ${status}.`)
  }
  const open = uncertain.filter(isOpen)
  const found = open.flatMap(({ address, id }) => (id === null ? [] : [{ address, id }]))
  if (imports && found.length === 0) {
    throw new WaybillError('RUN_CONFLICT', 'The run has nothing that could be imported.', {
      hint: 'Approve it without imports, or discard it.',
    })
  }
  const accepted = open.map(({ address }) => address)
  return { at, by: actor, plan, uncertain: accepted, imports: imports ? found : [] }
}
