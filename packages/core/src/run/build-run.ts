import type { RunId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { Manifest } from '../manifest/manifest.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import { laneOf } from './lane.js'
import type { ApprovalPolicy, RunKind, RunRecord } from './run.js'
import type { RunWake } from './run-queue.js'

/** What a new run is made of. */
export interface RunParts {
  readonly id: RunId
  readonly kind: RunKind
  readonly workspace: Pick<WorkspaceRecord, 'id' | 'engine' | 'template' | 'revision' | 'parameters'>
  /** What a plan looks at instead of the revision. */
  readonly manifest?: Manifest | null
  /** The template's settings that a run keeps. */
  readonly workerTag: string | null
  readonly approve: ApprovalPolicy
  /** Default false. */
  readonly background?: boolean
  readonly actor: string | null
  readonly at: Timestamp
}

/** A pending run of a workspace: it makes real what the workspace is asked to be, or destroys it. */
export function buildRun(parts: RunParts): RunRecord {
  const { id, kind, workspace, manifest = null, workerTag, approve, background = false, actor, at } = parts
  return {
    id,
    workspaceId: workspace.id,
    kind,
    status: 'pending',
    engine: workspace.engine,
    workerTag,
    template: workspace.template,
    revision: workspace.revision,
    manifest,
    parameters: workspace.parameters,
    approve,
    background,
    attempt: 0,
    fence: 0,
    worker: null,
    leaseExpiresAt: null,
    cancelRequestedAt: null,
    forceRequestedAt: null,
    plan: null,
    approval: null,
    uncertain: [],
    error: null,
    logSize: 0,
    createdBy: actor,
    requestId: null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    updatedAt: at,
  }
}

/** The wake-up for a run's next attempt. */
export function buildWake(run: RunRecord, delayMs = 0): RunWake {
  const { id, attempt, background } = run
  return { runId: id, attempt: attempt + 1, lane: laneOf(run), background, delayMs }
}
