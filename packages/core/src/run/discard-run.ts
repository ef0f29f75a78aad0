import { WaybillError } from '../error/waybill-error.js'
import type { NewId } from '../id/ids.js'
import type { Stores } from '../storage/storage.js'
import { findPhase } from './find-phase.js'
import { lockRun, moveRun, type RunInWorkspace, type RunKey } from './move-run.js'
import type { EventOrigin } from './run-events.js'
import { buildDiscard } from './run-failure.js'

/**
 * Drops a run that nobody executes, inside a transaction.
 * @throws WaybillError `RUN_CONFLICT` when it is executed or has ended
 */
export async function discardRun(
  stores: Stores,
  key: RunKey,
  { at, actor, newId }: EventOrigin & { readonly newId: NewId },
): Promise<RunInWorkspace> {
  const { run } = await lockRun(stores, key)
  if (run.status !== 'pending' && run.status !== 'planned') {
    throw new WaybillError(
      'RUN_CONFLICT',
      `Only a pending or planned run can be discarded: it is ${run.status}.`,
      {
        hint: run.endedAt === null ? 'Cancel it instead.' : undefined,
      },
    )
  }
  const changes = { error: buildDiscard(await findPhase(stores.runs, run)) }
  return moveRun(stores, { run, fence: run.fence, events: ['discard'], changes, actor, at, newId })
}
