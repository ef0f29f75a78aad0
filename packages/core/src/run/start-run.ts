import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { Stores } from '../storage/storage.js'
import { moveWorkspace } from '../workspace/move-workspace.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
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
  await requireIdle(stores, workspace)
  await stores.runs.insert(run)
  const asked = isSpeculative ? workspace : { ...workspace, currentRunId: run.id }
  const moved = moveWorkspace(asked, { run, at })
  await stores.workspaces.update(moved)
  await stores.events.append([
    buildRunEvent('run.created', { run, workspace }, { at, actor }),
    ...(moved.status === workspace.status
      ? []
      : [buildWorkspaceEvent('workspace.status', moved, { at, actor, from: workspace.status })]),
  ])
  await stores.queue.add(buildWake(run))
  return { run, workspace: moved }
}

/** The workspace's row is held, so that nobody can add one meanwhile. */
async function requireIdle({ runs }: Stores, { id, name }: WorkspaceRecord): Promise<void> {
  const status = ['pending', 'planning', 'planned', 'applying'] as const
  const { items } = await runs.list({ workspaceId: id, status: [...status], limit: 1 })
  const [active] = items
  if (active === undefined) return
  const { id: runId, kind, status: now } = active
  throw new WaybillError(
    'RUN_CONFLICT',
    `The workspace ${quote(name)} has a run that has not ended: ${kind} ${runId} is ${now}.`,
    { hint: 'Wait for its end, or cancel it.', details: { runId, kind, status: now } },
  )
}
