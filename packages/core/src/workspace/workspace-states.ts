import { z } from 'zod'
import { WaybillError } from '../error/waybill-error.js'
import { buildWorkspaceEvent, type EventOrigin } from '../run/run-events.js'
import { isActive } from '../run/run-state.js'
import type { RunStore, StateSnapshot } from '../run/run-store.js'
import type { StateEntry } from '../run/state-entry.js'
import type { Stores } from '../storage/storage.js'
import type { WorkspaceRecord } from './workspace.js'
import { requireSettled, workspaceNotFound } from './workspace-errors.js'

/** @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND` */
export async function readWorkspaceState(
  { workspaces, runs }: Stores,
  idOrName: string,
  stateId: string | undefined,
): Promise<StateSnapshot> {
  const workspace = await workspaces.find({ by: { idOrName } })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  const state =
    stateId === undefined ? await runs.findState(workspace.id) : await runs.readState(workspace.id, stateId)
  if (state === undefined) throw stateNotFound(workspace, stateId)
  return state
}

/**
 * Puts an earlier state on top of the journal, inside a transaction: with a serial above all others, so that it
 * counts as the newest everywhere.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `STATE_NOT_FOUND`, `RUN_CONFLICT` when a run has not ended,
 * `WORKSPACE_CONFLICT` when its states have diverged
 */
export async function restoreWorkspaceState(
  stores: Stores,
  { idOrName, stateId, at, actor }: EventOrigin & { readonly idOrName: string; readonly stateId: string },
): Promise<StateEntry> {
  const workspace = await stores.workspaces.find({ by: { idOrName }, lock: true })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  requireSettled(workspace)
  const { items } = await stores.runs.list({ workspaceId: workspace.id, limit: 1 })
  const [run] = items
  if (run === undefined || isActive(run.status)) {
    throw new WaybillError('RUN_CONFLICT', `Run ${run?.id} of the workspace has not ended.`, {
      hint: 'Wait for its end, or cancel it.',
    })
  }
  const entries = await stores.runs.listStates(workspace.id)
  const { state } = await findStoredState(stores.runs, { workspace, entries, stateId })
  const serial = nextSerial(entries)
  await stores.runs.putState(run.id, withSerial(state, serial))
  const event = buildWorkspaceEvent('workspace.state_restored', workspace, { at, actor })
  await stores.events.append([{ ...event, data: { ...event.data, stateId, serial } }])
  const [newest] = await stores.runs.listStates(workspace.id)
  if (newest === undefined) throw stateNotFound(workspace, stateId)
  return newest
}

/**
 * A state of the journal and what is listed of it.
 * @throws WaybillError `STATE_NOT_FOUND`
 */
export async function findStoredState(
  runs: RunStore,
  { workspace, entries, stateId }: StateChoice,
): Promise<{ readonly entry: StateEntry; readonly state: StateSnapshot }> {
  const entry = entries.find(({ id }) => id === stateId)
  const state = entry && (await runs.readState(workspace.id, stateId))
  if (entry === undefined || state === undefined) throw stateNotFound(workspace, stateId)
  return { entry, state }
}

interface StateChoice {
  readonly workspace: WorkspaceRecord
  readonly entries: readonly StateEntry[]
  readonly stateId: string
}

/** Above all others, so that it counts as the newest everywhere. Pure. */
export function nextSerial(entries: readonly StateEntry[]): number {
  return Math.max(...entries.map(({ serial }) => serial)) + 1
}

/** The serial stands in the file, too. @throws WaybillError `WORKSPACE_CONFLICT` for a state that is none */
export function withSerial({ lineage, bytes, serial: before }: StateSnapshot, serial: number): StateSnapshot {
  const file = parseJson(new TextDecoder().decode(bytes))
  if (file === undefined) {
    throw new WaybillError(
      'WORKSPACE_CONFLICT',
      `The state with serial ${before} is damaged: it is no state file.`,
      {
        hint: 'Take another one of its states.',
      },
    )
  }
  return {
    serial,
    lineage,
    bytes: new TextEncoder().encode(`${JSON.stringify({ ...file, serial }, null, 2)}\n`),
  }
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    return stateFileSchema.parse(JSON.parse(text))
  } catch {
    // Not JSON, or no object: the caller says so.
    return undefined
  }
}

const stateFileSchema = z.record(z.string(), z.unknown())

function stateNotFound({ name }: WorkspaceRecord, stateId: string | undefined): WaybillError {
  const what = stateId === undefined ? 'no state yet' : `no state ${JSON.stringify(stateId)}`
  return new WaybillError('STATE_NOT_FOUND', `The workspace "${name}" has ${what}.`)
}
