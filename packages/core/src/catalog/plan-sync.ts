import type { NewId } from '../id/ids.js'
import type { FoundApp } from '../source/found-app.js'
import { assignSlugs } from './assign-slugs.js'
import { detectMoves } from './detect-moves.js'
import { planApp, planRemoval } from './plan-app.js'
import { runAtOnce, type Slices, sliceSize } from './slices.js'
import type { AppChange, KnownApp, KnownCatalog, SyncPlan } from './sync-plan.js'

/** What a sync is planned from. */
export interface SyncInput {
  /** Every folder of the source, once. A folder without a manifest is no app. */
  readonly found: readonly FoundApp[]
  readonly known: KnownCatalog
  /** Makes the ids of apps that are new. */
  readonly newId: NewId
}

/**
 * Decides what a sync does, without doing it. An app is its folder: one that comes back is the removed one that
 * it was, one that only got another name is found again by its manifest. Planned again from the result, it
 * changes nothing. Order: apps in the order they were found, then the removed ones; linear in their number.
 * @throws WaybillError `INTERNAL` when a folder is said to be unchanged that had to be read
 */
export function planSync(input: SyncInput): SyncPlan {
  return runAtOnce(planSyncSlices(input))
}

/** As {@link planSync}, in slices of about a thousand apps. */
export function* planSyncSlices({ found, known, newId }: SyncInput): Slices<SyncPlan> {
  const apps = found.filter(app => app.unchanged || app.hasManifest)
  // Nothing can be gone from an empty catalog.
  const folders = new Set(known.apps.length === 0 ? [] : apps.map(app => app.folder))
  const before = new Map(known.apps.map(app => [app.folder, app]))
  const gone = known.apps.filter(app => app.status !== 'removed' && !folders.has(app.folder))
  yield
  const added = apps.filter(app => !before.has(app.folder))
  const moves = detectMoves(gone, added)
  for (const [folder, app] of moves) before.set(folder, app)
  const changes = yield* planFound(apps, before, newId)
  const unchanged = apps.length - changes.length
  const moved = new Set(moves.values())
  for (const app of gone) if (!moved.has(app)) changes.push(planRemoval(app))
  return { baseVersion: known.version, changes, unchanged, found: apps.length }
}

function* planFound(
  apps: readonly FoundApp[],
  before: ReadonlyMap<string, KnownApp>,
  newId: NewId,
): Slices<AppChange[]> {
  const assignments = yield* assignSlugs(apps, before)
  const changes: AppChange[] = []
  for (const [index, app] of apps.entries()) {
    if (index % sliceSize === 0) yield
    const assignment = assignments.get(app.folder) ?? { slug: app.slug, lost: false }
    const change = planApp({ app, assignment, before: before.get(app.folder), newId })
    if (change !== undefined) changes.push(change)
  }
  return changes
}
