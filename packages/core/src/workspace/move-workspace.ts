import type { Timestamp } from '../id/timestamp.js'
import type { RunRecord } from '../run/run.js'
import { isTerminal } from '../run/run-state.js'
import type { Output, WorkspaceRecord } from './workspace.js'
import { workspaceError, workspaceStatus } from './workspace-status.js'

/** What a run brings to its workspace. */
export interface WorkspaceMove {
  readonly run: RunRecord
  /** Outputs of an applied run; they stay as they are without. */
  readonly outputs?: Readonly<Record<string, Output>>
  readonly at: Timestamp
}

/** The workspace as it is after a move of its run. Pure; stored in the same transaction as the run. */
export function moveWorkspace(
  workspace: WorkspaceRecord,
  { run, outputs, at }: WorkspaceMove,
): WorkspaceRecord {
  const status = workspaceStatus(workspace, run)
  const made =
    outputs === undefined ? workspace : { endpoints: listEndpoints(outputs), outputs: mask(outputs) }
  const destroyHasEnded = run.kind === 'destroy' && isTerminal(run.status)
  return {
    ...workspace,
    ...(isMaking(run) && takeOver(run)),
    drifted: hasDrifted(workspace, run),
    status,
    error: workspaceError(workspace, run),
    endpoints: status === 'destroyed' ? {} : made.endpoints,
    outputs: status === 'destroyed' ? {} : made.outputs,
    destroyedAt: status === 'destroyed' ? (workspace.destroyedAt ?? at) : null,
    destroyRequestedAt: destroyHasEnded ? null : workspace.destroyRequestedAt,
    destroyRequestedBy: destroyHasEnded ? null : workspace.destroyRequestedBy,
    updatedAt: at,
  }
}

/** From its apply on, a workspace is what its run makes of it, also when the run fails half way. */
function isMaking({ kind, status }: RunRecord): boolean {
  return (kind === 'provision' || kind === 'update') && (status === 'applying' || status === 'applied')
}

function takeOver({ revision, template, engine, parameters }: RunRecord): Partial<WorkspaceRecord> {
  return { revision, template, engine, parameters }
}

function hasDrifted({ drifted }: WorkspaceRecord, { kind, status, plan }: RunRecord): boolean {
  if (kind === 'refresh' && status === 'planned_and_finished') return (plan?.drift.length ?? 0) > 0
  return kind !== 'plan' && kind !== 'refresh' && status === 'applied' ? false : drifted
}

/** The output `endpoints`, where it is a map from component to URL. */
function listEndpoints({ endpoints }: Readonly<Record<string, Output>>): Record<string, string> {
  const value = endpoints?.sensitive === false ? endpoints.value : null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** All the other outputs. A sensitive one keeps its name only. */
function mask(outputs: Readonly<Record<string, Output>>): Record<string, Output> {
  const others = Object.entries(outputs).filter(([name]) => name !== 'endpoints')
  return Object.fromEntries(
    others.map(([name, output]) => [name, output.sensitive ? { value: null, sensitive: true } : output]),
  )
}
