import type { NewId, WorkspaceId } from '../id/ids.js'
import type { Clock, Timestamp } from '../id/timestamp.js'
import { backoffMs } from '../run/backoff.js'
import type { RunRecord } from '../run/run.js'
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

/** A destroy that failed is tried again, less and less often: what hinders it seldom goes away by itself. */
const retryWait = { firstMs: 60_000, maxMs: 3_600_000 }

/**
 * Queues the destroy of every workspace whose time is over, and announces the end of those whose time soon is. One
 * that cannot be ended now does not hold up the others.
 * @throws the first of what went wrong, once all were tried
 */
export async function endExpired({ storage, clock, newId }: EndExpiredOptions): Promise<void> {
  const now = clock()
  const before = new Date(now.getTime() + noticeMs).toISOString()
  const failures: unknown[] = []
  for (const { id } of await storage.workspaces.listExpiring(before)) {
    try {
      await storage.transaction(stores => endOne(stores, id, { now, newId }))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Looks again behind the lock: it may have been given more time meanwhile. */
async function endOne(
  stores: Stores,
  id: WorkspaceId,
  { now, newId }: { readonly now: Date; readonly newId: NewId },
): Promise<void> {
  const workspace = await stores.workspaces.find({ by: { idOrName: id }, lock: true })
  if (workspace === undefined || workspace.expiresAt === null) return
  const { expiresAt } = workspace
  const at = now.toISOString()
  if (expiresAt <= at) {
    const { items } = await stores.runs.list({ workspaceId: id, kind: 'destroy', limit: 20 })
    // Nothing is destroyed by a state that may be the wrong one.
    if (workspace.diverged || !isDue(items, { expiresAt, now })) return
    await destroyWorkspace(stores, id, { at, actor: null, newId, background: true })
  } else if (isSoon(workspace, now)) {
    await stores.workspaces.update({ ...workspace, expiryNoticedAt: at })
    const event = buildWorkspaceEvent('workspace.expiring', workspace, { at, actor: null })
    await stores.events.append([{ ...event, data: { ...event.data, expiresAt } }])
  }
}

/** Whether it is time to try, after so many destroys, newest first, that did not come to their end. Pure. */
export function isDue(
  destroys: readonly Pick<RunRecord, 'createdAt' | 'endedAt'>[],
  { expiresAt, now }: { readonly expiresAt: Timestamp; readonly now: Date },
): boolean {
  const tried = destroys.filter(({ createdAt, endedAt }) => createdAt >= expiresAt && endedAt !== null)
  const last = tried[0]?.endedAt
  if (last === undefined || last === null) return true
  return now.getTime() - Date.parse(last) >= backoffMs(tried.length, retryWait)
}

function isSoon({ createdAt, expiresAt, expiryNoticedAt }: WorkspaceRecord, now: Date): boolean {
  if (expiresAt === null || expiryNoticedAt !== null) return false
  const endsAt = Date.parse(expiresAt)
  const lifeMs = endsAt - Date.parse(createdAt)
  return endsAt - now.getTime() <= Math.min(noticeMs, lifeMs / 10)
}
