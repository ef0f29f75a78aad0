import { presentRun, type RunSurroundings } from '../run/present-run.js'
import type { Run, RunRecord } from '../run/run.js'
import { isHeld } from '../run/run-state.js'
import { compareVersions } from './update-outdated.js'
import type { ActiveRun, Workspace, WorkspaceRecord } from './workspace.js'

/** What has to be known of everything else to show a workspace. */
export interface WorkspaceSurroundings extends RunSurroundings {
  /** The newest run that may change it. */
  readonly currentRun: RunRecord
  /** Its run that has not ended, of whatever kind. */
  readonly activeRun: RunRecord | undefined
  /** The app's served revision now; undefined when it is not known. */
  readonly newestRevision: number | undefined
  /** The template's version now; undefined when it is not known. */
  readonly newestTemplate: string | undefined
}

/** A workspace as it is shown. */
export function presentWorkspace(record: WorkspaceRecord, surroundings: WorkspaceSurroundings): Workspace {
  const {
    currentRunId: _currentRunId,
    idempotencyKey: _idempotencyKey,
    destroyRequestedAt: _destroyRequestedAt,
    destroyRequestedBy: _destroyRequestedBy,
    ...shown
  } = record
  const { currentRun, activeRun, newestRevision, newestTemplate, isSimulated } = surroundings
  const run = presentRun(currentRun, { ...surroundings, newestRuns: new Set([currentRun.id]) })
  return {
    ...shown,
    parameters: surroundings.mask(record),
    currentRun: run,
    activeRun: activeRun === undefined ? null : summarize(presentRun(activeRun, surroundings)),
    simulated: isSimulated(record.engine),
    outdated: compareVersions(record, { revision: newestRevision, template: newestTemplate }),
    actions: record.status === 'destroyed' ? [] : listActions(record, activeRun),
    waiting: explainWaiting(record, run),
  }
}

function summarize({ id, kind, status, createdBy, createdAt, waiting }: Run): ActiveRun {
  return { id, kind, status, createdBy, createdAt, waiting }
}

function listActions(record: WorkspaceRecord, active: RunRecord | undefined): Workspace['actions'] {
  const { status, destroyRequestedAt, diverged } = record
  const isExecuted = active !== undefined && isHeld(active.status)
  if (diverged) return isExecuted ? [] : ['choose-state', 'orphan']
  if (destroyRequestedAt !== null || status === 'destroying') return isExecuted ? [] : ['orphan']
  const isIdle = (status === 'ready' || status === 'failed') && active === undefined
  return [
    ...(isIdle ? (['update', 'plan', 'refresh'] as const) : []),
    'extend',
    'destroy',
    ...(isExecuted ? [] : (['orphan'] as const)),
  ]
}

/** Why a workspace is not where it should be; null when it is. */
function explainWaiting(record: WorkspaceRecord, run: Run): string | null {
  const { status, error, destroyRequestedAt, diverged } = record
  if (diverged) {
    return 'A state turned up late that names what the newest one does not know: one of its states has to be chosen.'
  }
  if (status === 'ready' || status === 'destroyed') return null
  if (status === 'failed') return error?.message ?? `Its run ${run.id} ended ${run.status}.`
  if (destroyRequestedAt !== null && run.kind !== 'destroy') {
    return `It is destroyed once run ${run.id} has stopped.${run.waiting === null ? '' : ` ${run.waiting}`}`
  }
  return run.waiting ?? `Its run ${run.id} (${run.kind}) is ${run.status}.`
}
