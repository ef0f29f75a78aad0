import { applyPlan } from '../catalog/apply-plan.js'
import { countSync, nameChanges } from '../catalog/count-sync.js'
import { fingerprintsOf } from '../catalog/plan-app.js'
import { planSync } from '../catalog/plan-sync.js'
import type { SyncCounts, SyncReport } from '../catalog/sync.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { newId } from '../id/ids.js'
import type { Manifest } from '../manifest/manifest.js'
import { scanSource } from './scan-source.js'
import type { Source } from './source.js'

/** What a catalog would gain, lose, break or rename on the way from one source to another. */
export interface CatalogDiff {
  readonly counts: SyncCounts
  /** Those of most concern first, at most 1000. */
  readonly changes: SyncReport['changes']
  /** The findings of the apps that change. */
  readonly diagnostics: readonly Diagnostic[]
  /** The manifests that are new, by the slug that their app has afterwards. */
  readonly manifests: ReadonlyMap<string, Manifest>
}

/**
 * Compares the catalogs that two sources make, by what a sync would do that goes from one to the other. Of the
 * second one only what differs is read. Needs no storage.
 * @throws WaybillError `SOURCE_UNAVAILABLE`
 */
export async function diffSources(
  from: Source,
  to: Source,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CatalogDiff> {
  const empty = { version: 0, apps: [] }
  const before = await scanSource(from, { known: new Map(), signal })
  const known = applyPlan(empty, planSync({ found: before, known: empty, newId }), 1)
  const found = await scanSource(to, { known: fingerprintsOf(known.apps), signal })
  const plan = planSync({ found, known, newId })
  const changes = plan.changes.filter(({ kind }) => kind !== 'touched')
  return {
    counts: countSync(known, plan),
    changes: nameChanges(plan.changes),
    diagnostics: changes.flatMap(({ app }) => app.diagnostics ?? []),
    manifests: new Map(changes.flatMap(({ app }) => (app.newManifest ? [[app.slug, app.newManifest]] : []))),
  }
}
