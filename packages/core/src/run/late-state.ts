import type { Stores } from '../storage/storage.js'
import { lockRun, type RunKey } from './move-run.js'
import { buildWorkspaceEvent } from './run-events.js'
import type { StateSnapshot } from './run-store.js'
import { listInstances } from './state-resources.js'
import { orUnreadable } from './unreadable-state.js'

/** A state that an attempt has left behind which does not have its run any more. */
export interface LateState {
  readonly run: RunKey
  readonly state: StateSnapshot
  readonly at: string
}

/**
 * Keeps a state that turns up late as `diverged`, inside a transaction, and blocks its workspace until somebody
 * decides. One that is stored already, or names nothing that the newest state does not name, is not kept: nothing
 * gets lost with it. False then.
 */
export async function keepLateState(stores: Stores, { run, state, at }: LateState): Promise<boolean> {
  const { workspace } = await lockRun(stores, run)
  if (workspace.status === 'destroyed' || (await isStored(stores, run, state))) return false
  const newest = await orUnreadable(stores.runs.findState(workspace.id))
  if (newest !== 'unreadable' && !hasNews(state, newest)) return false
  await stores.runs.putState(run.id, state, 'diverged')
  await stores.workspaces.update({ ...workspace, diverged: true, updatedAt: at })
  const event = buildWorkspaceEvent('workspace.state_diverged', workspace, { at, actor: null })
  const { serial, lineage } = state
  await stores.events.append([{ ...event, data: { ...event.data, runId: run.id, serial, lineage } }])
  return true
}

/** Whether a state names a resource that the newest one does not, or cannot be read at all. Pure. */
export function hasNews(late: StateSnapshot, newest: StateSnapshot | undefined): boolean {
  const found = listInstances(late)
  const known = listInstances(newest)
  if (found === undefined || known === undefined) return true
  const ids = new Map(known.map(({ address, id }) => [address, id]))
  return found.some(({ address, id }) => !ids.has(address) || ids.get(address) !== id)
}

async function isStored({ runs }: Stores, { workspaceId }: RunKey, state: StateSnapshot): Promise<boolean> {
  const entries = await runs.listStates(workspaceId)
  for (const { id } of entries.filter(entry => isSameVersion(entry, state))) {
    const stored = await orUnreadable(runs.readState(workspaceId, id))
    if (stored !== undefined && stored !== 'unreadable' && isEqual(stored.bytes, state.bytes)) return true
  }
  return false
}

type Version = Pick<StateSnapshot, 'serial' | 'lineage'>

function isSameVersion(one: Version, other: Version): boolean {
  return one.serial === other.serial && one.lineage === other.lineage
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
