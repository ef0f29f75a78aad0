import type { RunFailure, RunRecord } from '../run/run.js'
import { isActive } from '../run/run-state.js'
import type { WorkspaceRecord, WorkspaceStatus } from './workspace.js'

/** What of a run decides about its workspace. */
export type DecidingRun = Pick<RunRecord, 'kind' | 'status' | 'error'>

/**
 * The status of a workspace that follows from its newest run that may change it. Speculative plans and refreshes
 * leave it as it is.
 *
 * An end that changed nothing (a canceled update that had not begun to apply) brings back what was before:
 * `failed` with an error, else `ready`.
 */
export function workspaceStatus(
  workspace: Pick<WorkspaceRecord, 'status' | 'error' | 'destroyRequestedAt'>,
  run: DecidingRun,
): WorkspaceStatus {
  if (run.kind === 'plan' || run.kind === 'refresh') return workspace.status
  if (run.status === 'applied') return appliedStatus(workspace, run)
  if (isActive(run.status)) return activeStatus(workspace, run)
  if (workspace.destroyRequestedAt !== null && run.kind !== 'destroy') return 'destroying'
  return isFailure(workspace, run) ? 'failed' : 'ready'
}

/** Why the workspace is failed once its run has ended; null when it is not. */
export function workspaceError(
  workspace: Pick<WorkspaceRecord, 'error'>,
  run: DecidingRun,
): RunFailure | null {
  if (run.kind === 'plan' || run.kind === 'refresh' || isActive(run.status)) return workspace.error
  if (run.status === 'applied') return null
  if (!isFailure(workspace, run)) return null
  // What was wrong before is still what is wrong.
  return hasLeftAsItWas(run) ? (workspace.error ?? run.error) : (run.error ?? workspace.error)
}

function appliedStatus(
  { destroyRequestedAt }: Pick<WorkspaceRecord, 'destroyRequestedAt'>,
  { kind }: DecidingRun,
): WorkspaceStatus {
  if (kind === 'destroy') return 'destroyed'
  return destroyRequestedAt === null ? 'ready' : 'destroying'
}

function activeStatus(
  { destroyRequestedAt }: Pick<WorkspaceRecord, 'destroyRequestedAt'>,
  { kind, status }: DecidingRun,
): WorkspaceStatus {
  if (kind === 'destroy' || destroyRequestedAt !== null) return 'destroying'
  if (kind === 'update') return 'updating'
  return status === 'pending' ? 'pending' : 'provisioning'
}

/** Whether an end other than `applied` leaves the workspace in a state that nobody asked for. */
function isFailure({ error }: Pick<WorkspaceRecord, 'error'>, run: DecidingRun): boolean {
  return run.kind === 'provision' || !hasLeftAsItWas(run) || error !== null
}

/** Whether somebody ended a run before it changed anything. */
function hasLeftAsItWas({ status, error }: DecidingRun): boolean {
  return status !== 'errored' && error?.phase !== 'apply'
}
