import type { NewId, RunId } from '../id/ids.js'
import type { Stores } from '../storage/storage.js'
import { moveWorkspace } from '../workspace/move-workspace.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import { buildRun, buildWake } from './build-run.js'
import { findLeftLedger } from './left-ledger.js'
import type { RunRecord } from './run.js'
import { buildRunEvent, buildWorkspaceEvent, type EventOrigin } from './run-events.js'
import { hasNothing } from './unreadable-state.js'

/** Who asks for the end of a workspace, and how the run gets its id. */
export interface StartDestroyOptions extends EventOrigin {
  readonly newId: NewId
  /** Nobody waits for it. Default false. */
  readonly background?: boolean
}

/**
 * Adds the run that destroys a workspace, inside a transaction that holds the workspace's row and in which no run
 * of it is active. Where no state holds a resource there is nothing to destroy: the run is `applied` at once, and
 * no worker and no engine is needed.
 */
export async function startDestroy(
  stores: Stores,
  workspace: WorkspaceRecord,
  { at, actor, newId, background }: StartDestroyOptions,
): Promise<{ readonly workspace: WorkspaceRecord; readonly run: RunRecord }> {
  const policy = await findPolicy(stores, workspace)
  const id = newId<RunId>()
  const pending = buildRun({ id, kind: 'destroy', workspace, ...policy, background, actor, at })
  const left = await findLeftLedger(stores.runs, pending)
  const isEmpty = left.length === 0 && (await hasNothing(stores.runs, workspace.id))
  const run: RunRecord = isEmpty ? { ...pending, status: 'applied', startedAt: at, endedAt: at } : pending
  const moved = moveWorkspace({ ...workspace, currentRunId: run.id }, { run, at })
  await stores.runs.insert(run)
  await stores.workspaces.update(moved)
  await stores.events.append([
    buildRunEvent('run.created', { run, workspace }, { at, actor }),
    ...(moved.status === workspace.status
      ? []
      : [buildWorkspaceEvent('workspace.status', moved, { at, actor, from: workspace.status })]),
  ])
  if (!isEmpty) await stores.queue.add(buildWake(run))
  return { workspace: moved, run }
}

/** What the template says of its runs, and the workspace overrides. */
async function findPolicy(
  { workspaces }: Stores,
  { template, approve }: WorkspaceRecord,
): Promise<Pick<RunRecord, 'approve' | 'workerTag'>> {
  const settings = (await workspaces.findTemplate(template.name, template.version))?.settings
  return { approve: approve ?? settings?.approve ?? 'destructive', workerTag: settings?.worker ?? null }
}
