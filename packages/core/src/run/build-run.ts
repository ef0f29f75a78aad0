import type { RunId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import type { RunKind, RunRecord } from './run.js'

/** What a new run is made of. */
export interface RunParts {
  readonly id: RunId
  readonly kind: RunKind
  readonly workspace: Pick<WorkspaceRecord, 'id' | 'engine' | 'template' | 'revision' | 'parameters'>
  readonly actor: string | null
  readonly at: Timestamp
}

/** A pending run of a workspace: it makes real what the workspace is asked to be, or destroys it. */
export function buildRun({ id, kind, workspace, actor, at }: RunParts): RunRecord {
  return {
    id,
    workspaceId: workspace.id,
    kind,
    status: 'pending',
    engine: workspace.engine,
    template: workspace.template,
    revision: workspace.revision,
    parameters: workspace.parameters,
    attempt: 0,
    fence: 0,
    worker: null,
    leaseExpiresAt: null,
    cancelRequestedAt: null,
    plan: null,
    error: null,
    logSize: 0,
    createdBy: actor,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    updatedAt: at,
  }
}

/** The wake-up for a run's next attempt. */
export function buildWake({ id, attempt, engine }: RunRecord, delayMs = 0) {
  return { runId: id, attempt: attempt + 1, engine, delayMs }
}
