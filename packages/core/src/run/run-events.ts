import type { EventType, NewEvent } from '../event/event.js'
import type { Timestamp } from '../id/timestamp.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import type { RunRecord } from './run.js'

/** Who did it and when. */
export interface EventOrigin {
  readonly at: Timestamp
  readonly actor: string | null
}

/** A run and the workspace that it belongs to. */
interface OwnedRun {
  readonly run: RunRecord
  readonly workspace: WorkspaceRecord
}

/** The event of a run: what it is, of which workspace, and where it stands. */
export function buildRunEvent(
  type: Extract<EventType, `run.${string}`>,
  { run, workspace }: OwnedRun,
  { at, actor }: EventOrigin,
): NewEvent {
  const { id, workspaceId, kind, status, attempt, worker, error } = run
  const data = { workspaceId, kind, status, attempt, worker }
  return {
    type,
    at,
    subject: { kind: 'run', id, name: workspace.name },
    actor,
    data: error === null ? data : { ...data, error: { code: error.code, message: error.message } },
  }
}

/** The event of a workspace. `from`: the status before, where it changed. */
export function buildWorkspaceEvent(
  type: Extract<EventType, `workspace.${string}`>,
  workspace: WorkspaceRecord,
  { at, actor, from }: EventOrigin & { readonly from?: string },
): NewEvent {
  const { id, name, appId, appSlug, revision, template, status, currentRunId } = workspace
  const data = { appId, appSlug, revision, template, status, runId: currentRunId }
  return {
    type,
    at,
    subject: { kind: 'workspace', id, name },
    actor,
    data: from === undefined ? data : { ...data, from },
  }
}
