import { WaybillError } from '../error/waybill-error.js'
import type { KnownCatalog, SyncPlan } from './sync-plan.js'

/** So many apps may go at once, whatever part of the catalog they are. */
const alwaysAllowed = 5

/** Why a sync is held. */
export interface SyncHold {
  readonly reason: 'source-empty' | 'most-removed'
  readonly removed: number
  /** Apps in the catalog before the sync. */
  readonly apps: number
}

/**
 * Holds a sync that would remove more than half of the apps and more than 5, and one that finds no app at all
 * while the catalog has some: a wrong path, a half-done checkout or a lost mount looks exactly like that.
 */
export function checkRemovals(plan: SyncPlan, known: KnownCatalog): SyncHold | undefined {
  const apps = known.apps.filter(app => app.status !== 'removed').length
  const removed = plan.changes.filter(change => change.kind === 'removed').length
  if (plan.found === 0 && apps > 0) return { reason: 'source-empty', removed, apps }
  if (removed > alwaysAllowed && removed * 2 > apps) return { reason: 'most-removed', removed, apps }
  return undefined
}

/** The error of a held sync: `SYNC_HELD` with what it would have done in `details`. */
export function heldError(hold: SyncHold, details: Readonly<Record<string, unknown>> = {}): WaybillError {
  const message =
    hold.reason === 'source-empty'
      ? `No app was found in the source, but the catalog has ${hold.apps}. Nothing was changed.`
      : `The sync would remove ${hold.removed} of ${hold.apps} apps. Nothing was changed.`
  return new WaybillError('SYNC_HELD', message, {
    hint: 'Check that the source is the right one and whole. If the apps are meant to go, sync with force.',
    details: { ...details, hold },
  })
}
