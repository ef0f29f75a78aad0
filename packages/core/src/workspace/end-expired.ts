import type { NewId, WorkspaceId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import { buildWorkspaceEvent } from '../run/run-events.js'
import type { Storage, Stores } from '../storage/storage.js'
import { destroyWorkspace } from './destroy-workspace.js'
import type { WorkspaceRecord } from './workspace.js'

/** The end of a workspace is announced this long before, or a tenth of its life where that is shorter. */
const noticeMs = 3_600_000

/** What ending workspaces works with. */
export interface EndExpiredOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly newId: NewId
}

/** Queues the destroy of every workspace whose time is over, and announces the end of those whose time soon is. */
export async function endExpired({ storage, clock, newId }: EndExpiredOptions): Promise<void> {
  const now = clock()
  const before = new Date(now.getTime() + noticeMs).toISOString()
  for (const { id } of await storage.workspaces.listExpiring(before)) {
    await storage.transaction(stores => endOne(stores, id, { now, newId }))
  }
}

/** Looks again behind the lock: it may have been given more time meanwhile. */
async function endOne(
  stores: Stores,
  id: WorkspaceId,
  { now, newId }: { readonly now: Date; readonly newId: NewId },
): Promise<void> {
  const workspace = await stores.workspaces.find({ by: { idOrName: id }, lock: true })
  if (workspace === undefined || workspace.expiresAt === null) return
  const at = now.toISOString()
  if (workspace.expiresAt <= at) {
    await destroyWorkspace(stores, id, { at, actor: null, newId, background: true })
  } else if (isSoon(workspace, now)) {
    await stores.workspaces.update({ ...workspace, expiryNoticedAt: at })
    const event = buildWorkspaceEvent('workspace.expiring', workspace, { at, actor: null })
    await stores.events.append([{ ...event, data: { ...event.data, expiresAt: workspace.expiresAt } }])
  }
}

function isSoon({ createdAt, expiresAt, expiryNoticedAt }: WorkspaceRecord, now: Date): boolean {
  if (expiresAt === null || expiryNoticedAt !== null) return false
  const endsAt = Date.parse(expiresAt)
  const lifeMs = endsAt - Date.parse(createdAt)
  return endsAt - now.getTime() <= Math.min(noticeMs, lifeMs / 10)
}
