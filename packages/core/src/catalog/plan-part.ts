import type { NewId } from '../id/ids.js'
import type { FoundApp } from '../source/found-app.js'
import { isUncertain } from './plan-app.js'
import { planSyncSlices } from './plan-sync.js'
import type { Slices } from './slices.js'
import type { KnownApp, KnownCatalog, SyncPlan } from './sync-plan.js'

/** Some folders of a source, and what the catalog knows of them. */
export interface CatalogPart {
  readonly folders: ReadonlySet<string>
  readonly apps: readonly KnownApp[]
}

/** The folders that may have changed, and those of which nothing is known that could tell. */
export function partOf(known: KnownCatalog, changed: ReadonlySet<string>): CatalogPart {
  const folders = new Set(changed)
  const apps: KnownApp[] = []
  for (const app of known.apps) {
    const isPart = folders.has(app.folder) || (app.status !== 'removed' && isUncertain(app))
    if (!isPart) continue
    folders.add(app.folder)
    apps.push(app)
  }
  return { folders, apps }
}

/** What a part is planned from. */
export interface PartInput {
  readonly part: CatalogPart
  /** The apps of these folders, as far as they are there. */
  readonly found: readonly FoundApp[]
  readonly known: KnownCatalog
  readonly newId: NewId
}

/**
 * As `planSync` where all other folders are as they are known, at the cost of the part. Undefined when one of its
 * slugs is that of an app elsewhere: then both have to be looked at, so the whole has to be planned.
 */
export function* planPartSlices({ part, found, known, newId }: PartInput): Slices<SyncPlan | undefined> {
  const plan = yield* planSyncSlices({ found, known: { ...known, apps: part.apps }, newId })
  const slugs = new Set([...found.map(app => app.slug), ...plan.changes.map(({ app }) => app.slug)])
  let others = 0
  for (const { folder, slug, status } of known.apps) {
    if (status === 'removed' || part.folders.has(folder)) continue
    if (slugs.has(slug)) return undefined
    others += 1
  }
  return { ...plan, unchanged: plan.unchanged + others, found: plan.found + others }
}
