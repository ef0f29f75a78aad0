import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import type { WorkspaceId } from '../id/ids.js'
import { isEmptyState } from './is-empty-state.js'
import type { RunStore, StateSnapshot } from './run-store.js'

/**
 * What a read of a state gives, or `unreadable`: its key is missing, or its bytes were damaged. What only has to know
 * whether there is something must not fail for it.
 */
export async function orUnreadable<Result>(read: Promise<Result>): Promise<Result | 'unreadable'> {
  try {
    return await read
  } catch (error) {
    if (isUnreadable(error)) return 'unreadable'
    throw error
  }
}

/** Whether a workspace has nothing to destroy; a state that cannot be read counts as full. */
export async function hasNothing(
  runs: Pick<RunStore, 'findState'>,
  workspaceId: WorkspaceId,
): Promise<boolean> {
  const state = await orUnreadable(runs.findState(workspaceId))
  return state !== 'unreadable' && isEmptyState(state)
}

/** The newest state, for a run that goes on from it. @throws WaybillError `STATE_SEALED`, with what can be done */
export async function findStateToGoOn(
  runs: Pick<RunStore, 'findState'>,
  workspaceId: WorkspaceId,
): Promise<StateSnapshot | undefined> {
  try {
    return await runs.findState(workspaceId)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    throw new WaybillError('STATE_SEALED', `The workspace's newest state cannot be read: ${error.message}`, {
      hint: `${error.hint ?? ''} Nothing was planned. Else restore an earlier state (\`waybill workspace states\`, \`restore-state\`), or remove by hand what was made and forget the workspace (\`destroy --orphan\`).`.trim(),
      cause: error,
    })
  }
}

function isUnreadable(error: unknown): error is WaybillError {
  return isWaybillError(error) && error.code === 'STATE_SEALED'
}
