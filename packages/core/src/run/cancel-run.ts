import { WaybillError } from '../error/waybill-error.js'
import type { NewId } from '../id/ids.js'
import type { Stores } from '../storage/storage.js'
import { findPhase } from './find-phase.js'
import { lockRun, moveRun, type RunInWorkspace, type RunKey } from './move-run.js'
import { forceAfterMs, mayForce } from './present-run.js'
import type { RunRecord } from './run.js'
import { buildRunEvent, type EventOrigin } from './run-events.js'
import { buildCancellation } from './run-failure.js'
import { isHeld, isTerminal } from './run-state.js'

/** Who cancels, and how a run that follows gets its id. */
export interface CancelOptions extends EventOrigin {
  readonly newId: NewId
  /** Its processes are killed, once it had its time to stop by itself. Default false. */
  readonly force?: boolean
}

/**
 * Cancels a run, inside a transaction. One that nobody executes ends at once; of one that runs the wish is noted,
 * and the worker's next heartbeat sees it. A wish that is noted already stays as it is.
 * @throws WaybillError `RUN_CONFLICT` when the run has ended, or it is too early for force
 */
export async function cancelRun(
  stores: Stores,
  key: RunKey,
  { at, actor, newId, force = false }: CancelOptions,
): Promise<RunInWorkspace> {
  const { run, workspace } = await lockRun(stores, key)
  if (isTerminal(run.status)) {
    throw new WaybillError('RUN_CONFLICT', `The run has ended already: it is ${run.status}.`)
  }
  if (force && !mayForce(run, new Date(at))) throw tooEarly(run)
  if (!isHeld(run.status)) {
    const changes = { cancelRequestedAt: at, error: buildCancellation(await findPhase(stores.runs, run)) }
    return moveRun(stores, { run, fence: run.fence, events: ['cancel'], changes, actor, at, newId })
  }
  return { run: await requestCancel(stores, { run, workspace }, { at, actor, force }), workspace }
}

async function requestCancel(
  stores: Stores,
  { run, workspace }: RunInWorkspace,
  { at, actor, force }: EventOrigin & { readonly force: boolean },
): Promise<RunRecord> {
  if (run.cancelRequestedAt !== null && !force) return run
  const wish = force ? { forceRequestedAt: at } : { cancelRequestedAt: at }
  const canceling = { ...run, ...wish, updatedAt: at }
  if (!(await stores.runs.update(canceling, { status: run.status, fence: run.fence }))) {
    throw new WaybillError('STALE_ATTEMPT', `Run ${run.id} has moved on.`)
  }
  await stores.events.append([
    buildRunEvent('run.cancel_requested', { run: canceling, workspace }, { at, actor }),
  ])
  return canceling
}

function tooEarly({ status, cancelRequestedAt, forceRequestedAt }: RunRecord): WaybillError {
  const seconds = forceAfterMs / 1000
  if (!isHeld(status))
    return new WaybillError('RUN_CONFLICT', `Nobody executes the run: it is ${status}.`, {
      hint: 'Cancel it without force.',
    })
  if (forceRequestedAt !== null)
    return new WaybillError('RUN_CONFLICT', 'The run is being stopped by force already.')
  const message =
    cancelRequestedAt === null
      ? 'The run was not asked to stop yet.'
      : `The run was asked to stop at ${cancelRequestedAt} and has ${seconds} s to do so by itself.`
  const first = cancelRequestedAt === null ? 'Cancel it first' : 'Wait'
  return new WaybillError('RUN_CONFLICT', message, {
    hint: `${first}; ${seconds} s after that it may be forced, and what it had in hand is uncertain then.`,
  })
}
