import { WaybillError } from '../error/waybill-error.js'
import type { NewId, RunId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { Stores } from '../storage/storage.js'
import { moveWorkspace } from '../workspace/move-workspace.js'
import type { Output, WorkspaceRecord } from '../workspace/workspace.js'
import type { RunRecord } from './run.js'
import { buildRunEvent, buildWorkspaceEvent } from './run-events.js'
import { isTerminal, type RunEvent, runTransitions, transition } from './run-state.js'
import { startDestroy } from './start-destroy.js'

/** A run, and the workspace that it is of: both never change. */
export type RunKey = Pick<RunRecord, 'id' | 'workspaceId'>

/** One step of a run, with what it brings. */
export interface RunMove {
  readonly run: RunKey
  /** The attempt that makes the move; a stale one is refused. */
  readonly fence: number
  /** One after the other, in one write: a run that needs no approval passes `planned` at once. */
  readonly events: readonly RunEvent[]
  readonly changes?: Partial<
    Pick<RunRecord, 'plan' | 'error' | 'cancelRequestedAt' | 'uncertain' | 'approval'>
  >
  readonly outputs?: Readonly<Record<string, Output>>
  readonly actor: string | null
  readonly at: Timestamp
  readonly newId: NewId
}

/** A run and its workspace, as they are stored. */
export interface RunInWorkspace {
  readonly run: RunRecord
  readonly workspace: WorkspaceRecord
}

/**
 * Moves a run and its workspace, inside a transaction; the workspace's row is locked first, as everybody does.
 * Whoever ends a run adds the next one: the destroy that was asked for while it went on. The same move at the same
 * time is made once.
 * @throws WaybillError `STALE_ATTEMPT` when the run is not what the move expects
 */
export async function moveRun(stores: Stores, move: RunMove): Promise<RunInWorkspace> {
  const before = await lockRun(stores, move.run)
  if (isMade(before.run, move)) return before
  const run = passEvents(before.run, move)
  const expected = { status: before.run.status, fence: move.fence }
  if (!(await stores.runs.update(run, expected))) throw stale(move.run.id, 'it has moved on')
  const workspace = moveWorkspace(before.workspace, { run, outputs: move.outputs, at: move.at })
  await stores.workspaces.update(workspace)
  await stores.events.append(listEvents({ run, workspace }, before, move))
  const isNext = isTerminal(run.status) && run.kind !== 'destroy' && workspace.destroyRequestedAt !== null
  // Whoever chooses a state adds it then.
  if (!isNext || workspace.diverged) return { run, workspace }
  const { at, newId } = move
  const next = await startDestroy(stores, workspace, { at, newId, actor: workspace.destroyRequestedBy })
  return { run, workspace: next.workspace }
}

/**
 * A run and its workspace, whose row is taken until the transaction ends.
 * @throws WaybillError `STALE_ATTEMPT` when there is no such run
 */
export async function lockRun(stores: Stores, { id, workspaceId }: RunKey): Promise<RunInWorkspace> {
  const workspace = await stores.workspaces.find({ by: { idOrName: workspaceId }, lock: true })
  // Read behind the lock: it may have moved while the lock was waited for.
  const run = workspace && (await stores.runs.find(id))
  if (run === undefined || workspace === undefined) throw stale(id, 'it is gone')
  return { run, workspace }
}

/** Whether the same move was made before and only its answer got lost on the way. */
function isMade(run: RunRecord, { fence, at, events }: RunMove): boolean {
  const leadsHere = runTransitions.some(({ event, to }) => event === events.at(-1) && to === run.status)
  return leadsHere && run.fence === fence && run.updatedAt === at
}

function passEvents(run: RunRecord, { events, changes, at }: RunMove): RunRecord {
  let moved: RunRecord = { ...run, ...changes, updatedAt: at }
  for (const event of events) {
    const result = transition(moved, event)
    if (!result.ok) throw stale(run.id, result.reason)
    moved = result.run
  }
  if (isTerminal(moved.status)) return { ...moved, endedAt: at, leaseExpiresAt: null }
  // Nobody holds a run that waits for approval.
  return moved.status === 'planned' ? { ...moved, worker: null, leaseExpiresAt: null } : moved
}

function listEvents(after: RunInWorkspace, before: RunInWorkspace, { at, actor }: RunMove) {
  const run = buildRunEvent('run.status', after, { at, actor })
  if (after.workspace.status === before.workspace.status) return [run]
  const from = before.workspace.status
  return [run, buildWorkspaceEvent('workspace.status', after.workspace, { at, actor, from })]
}

function stale(runId: RunId, why: string): WaybillError {
  return new WaybillError('STALE_ATTEMPT', `Run ${runId} was not moved: ${why}.`)
}
