import type { Stores } from '../storage/storage.js'
import { moveWorkspace } from '../workspace/move-workspace.js'
import { buildWake } from './build-run.js'
import type { RunInWorkspace } from './move-run.js'
import { buildRunEvent, buildWorkspaceEvent, type EventOrigin } from './run-events.js'

/**
 * Adds a pending run to a workspace, inside a transaction that holds the workspace's row: its events, and the
 * wake-up for a worker.
 * @throws WaybillError `RUN_CONFLICT` when the workspace has a run that has not ended
 */
export async function addRun(
  stores: Stores,
  { run, workspace, at, actor }: RunInWorkspace & EventOrigin,
): Promise<RunInWorkspace> {
  const isSpeculative = run.kind === 'plan' || run.kind === 'refresh'
  await stores.runs.insert(run)
  const asked = isSpeculative ? workspace : { ...workspace, currentRunId: run.id }
  const moved = moveWorkspace(asked, { run, at })
  await stores.workspaces.update(moved)
  await stores.events.append([
    buildRunEvent('run.created', run, { at, actor }),
    ...(moved.status === workspace.status
      ? []
      : [buildWorkspaceEvent('workspace.status', moved, { at, actor, from: workspace.status })]),
  ])
  await stores.queue.add(buildWake(run))
  return { run, workspace: moved }
}
