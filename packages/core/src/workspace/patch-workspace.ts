import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import { parseDurationMs } from '../id/duration.js'
import type { Clock } from '../id/timestamp.js'
import { buildWorkspaceEvent } from '../run/run-events.js'
import type { Storage, Stores } from '../storage/storage.js'
import { requireUnchanged } from './require-unchanged.js'
import { requireTtl } from './time-to-live.js'
import { type PatchWorkspaceInput, patchWorkspaceInputSchema, type WorkspaceRecord } from './workspace.js'
import { workspaceNotFound } from './workspace-errors.js'
import { requireRoom, type WorkspaceLimits } from './workspace-limits.js'

/** What changing workspaces works with. */
export interface PatchWorkspaceDeps {
  readonly storage: Storage
  readonly clock: Clock
  readonly limits: WorkspaceLimits
}

/**
 * Changes name, owner or end of a workspace. A time to live counts from now.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `WORKSPACE_CONFLICT` when it is on its way out, `NAME_TAKEN`,
 * `INVALID_INPUT`, `LIMIT_REACHED` when the new owner has as many as may be
 */
export async function patchWorkspace(
  { storage, clock, limits }: PatchWorkspaceDeps,
  idOrName: string,
  asked: PatchWorkspaceInput,
): Promise<WorkspaceRecord> {
  const input = parseInput(patchWorkspaceInputSchema, asked, 'the workspace')
  const now = clock()
  try {
    return await storage.transaction(stores => patch(stores, idOrName, { input, now, limits }))
  } catch (error) {
    if (!isWaybillError(error) || error.code !== 'NAME_TAKEN') throw error
    throw new WaybillError('NAME_TAKEN', `There is a workspace ${quote(input.name ?? '')} already.`, {
      issues: [{ pointer: '/name', detail: 'is taken' }],
      cause: error,
    })
  }
}

interface Patch {
  readonly input: ReturnType<typeof patchWorkspaceInputSchema.parse>
  readonly now: Date
  readonly limits: WorkspaceLimits
}

async function patch(
  stores: Stores,
  idOrName: string,
  { input, now, limits }: Patch,
): Promise<WorkspaceRecord> {
  const workspace = await stores.workspaces.find({ by: { idOrName }, lock: true })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  requireUnchanged(workspace, input.ifUpdatedAt)
  requireStaying(workspace)
  const { name = workspace.name, owner = workspace.owner, ttl, actor = null } = input
  const at = now.toISOString()
  if (ttl !== undefined) await requireLife(stores, workspace, { ttl, now })
  const end = ttl === undefined ? {} : { expiresAt: endOf(ttl, now), expiryNoticedAt: null }
  const patched: WorkspaceRecord = { ...workspace, name, owner, ...end, updatedAt: at }
  await stores.workspaces.update(patched)
  if (owner !== workspace.owner) await requireRoom(stores.workspaces, { owner, limits })
  const event = buildWorkspaceEvent('workspace.updated', patched, { at, actor })
  const changed = { name, owner, expiresAt: patched.expiresAt }
  await stores.events.append([{ ...event, data: { ...event.data, ...changed } }])
  return patched
}

/** The template's longest life counts from the workspace's beginning. */
async function requireLife(
  { workspaces }: Stores,
  { template, createdAt }: WorkspaceRecord,
  { ttl, now }: { readonly ttl: string | null; readonly now: Date },
): Promise<void> {
  const version = await workspaces.findTemplate(template.name, template.version)
  if (version === undefined) return
  requireTtl(version, ttl)
  const { maxTtl } = version.settings
  if (ttl === null || maxTtl === undefined) return
  const latest = Date.parse(createdAt) + parseDurationMs(maxTtl)
  if (now.getTime() + parseDurationMs(ttl) <= latest) return
  const detail = `would end after ${new Date(latest).toISOString()}, the most that its template allows (${maxTtl})`
  throw new WaybillError('INVALID_INPUT', `The workspace cannot live longer: ${ttl} ${detail}.`, {
    issues: [{ pointer: '/ttl', detail }],
  })
}

function requireStaying({ name, status, destroyRequestedAt }: WorkspaceRecord): void {
  if (status !== 'destroyed' && status !== 'destroying' && destroyRequestedAt === null) return
  throw new WaybillError(
    'WORKSPACE_CONFLICT',
    `The workspace ${quote(name)} is on its way out: it is ${status}.`,
  )
}

function endOf(ttl: string | null, now: Date): string | null {
  return ttl === null ? null : new Date(now.getTime() + parseDurationMs(ttl)).toISOString()
}
