import { WaybillError } from '../error/waybill-error.js'
import type { NewId, RunId } from '../id/ids.js'
import type { Stores } from '../storage/storage.js'
import { requireSettled } from '../workspace/workspace-errors.js'
import { buildRun } from './build-run.js'
import { lockRun, type RunInWorkspace, type RunKey } from './move-run.js'
import type { EventOrigin } from './run-events.js'
import { addRun } from './start-run.js'

const retriable: readonly string[] = ['errored', 'canceled', 'discarded']

/**
 * Queues the same run again, inside a transaction.
 * @throws WaybillError `RUN_CONFLICT` when it was applied, has not ended, or is not the newest of its workspace
 */
export async function retryRun(
  stores: Stores,
  key: RunKey,
  { at, actor, newId }: EventOrigin & { readonly newId: NewId },
): Promise<RunInWorkspace> {
  const { run, workspace } = await lockRun(stores, key)
  const isSpeculative = run.kind === 'plan' || run.kind === 'refresh'
  if (!retriable.includes(run.status)) throw refuse(`it is ${run.status}`)
  if (workspace.status === 'destroyed') throw refuse('its workspace is destroyed')
  requireSettled(workspace)
  if (!isSpeculative && workspace.currentRunId !== run.id) {
    throw refuse(`run ${workspace.currentRunId} of the workspace is newer`)
  }
  const { kind, workerTag, approve, background, engine, template, revision, manifest, parameters } = run
  const target = { id: workspace.id, engine, template, revision, parameters }
  const next = buildRun({
    id: newId<RunId>(),
    kind,
    workspace: target,
    manifest,
    workerTag,
    approve,
    background,
    actor,
    at,
  })
  return addRun(stores, { run: next, workspace, at, actor })
}

function refuse(why: string): WaybillError {
  return new WaybillError('RUN_CONFLICT', `The run cannot be retried: ${why}.`)
}
