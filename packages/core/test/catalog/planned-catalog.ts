import { applyPlan } from '../../src/catalog/apply-plan.js'
import { fingerprintsOf } from '../../src/catalog/plan-app.js'
import { partOf, planPartSlices } from '../../src/catalog/plan-part.js'
import { planSync } from '../../src/catalog/plan-sync.js'
import { runAtOnce } from '../../src/catalog/slices.js'
import type { KnownApp, KnownCatalog, SyncPlan } from '../../src/catalog/sync-plan.js'
import { newId } from '../../src/id/ids.js'
import type { FoundApp, ReadApp } from '../../src/source/found-app.js'

/** A catalog that lives of plans alone: what is found is planned, and what is planned is so. */
export class PlannedCatalog {
  known: KnownCatalog = { version: 0, apps: [] }

  sync(...found: readonly FoundApp[]): SyncPlan {
    return this.#apply(planSync({ found, known: this.known, newId }))
  }

  /** Looks only at the folders that differ, as far as that does. */
  syncChanged(before: readonly ReadApp[], after: readonly ReadApp[]): SyncPlan {
    const differs = (folder: string) => {
      const [old, now] = [before, after].map(apps => apps.find(app => app.folder === folder))
      return JSON.stringify(old) !== JSON.stringify(now)
    }
    const changed = [...before, ...after].map(({ folder }) => folder).filter(differs)
    const part = partOf(this.known, new Set(changed))
    const found = this.scan(after.filter(app => part.folders.has(app.folder)))
    const plan = runAtOnce(planPartSlices({ part, found, known: this.known, newId }))
    return plan === undefined ? this.sync(...this.scan(after)) : this.#apply(plan)
  }

  #apply(plan: SyncPlan): SyncPlan {
    const changed = plan.changes.some(change => change.kind !== 'touched')
    this.known = applyPlan(this.known, plan, this.known.version + (changed ? 1 : 0))
    return plan
  }

  /** As a scan finds what this catalog knows already: a folder of its own slug with an equal fingerprint is not read. */
  scan(apps: readonly ReadApp[]): FoundApp[] {
    const known = fingerprintsOf(this.known.apps)
    return apps.map(app => {
      const shared = apps.some(other => other !== app && other.slug === app.slug)
      if (shared || known.get(app.folder) !== app.fingerprint) return app
      return { folder: app.folder, slug: app.slug, fingerprint: app.fingerprint, unchanged: true }
    })
  }

  /** The app of a folder. @throws when there never was one */
  app(folder: string): KnownApp {
    const found = this.known.apps.find(app => app.folder === folder)
    if (found === undefined) throw new Error(`There is no app in ${folder}.`)
    return found
  }
}

/** The changes of a plan, each in one word: `kind slug`, and `<- slug` where it had another one. */
export function tell(plan: SyncPlan): string[] {
  return plan.changes.map(
    ({ kind, app, from }) => `${kind} ${app.slug}${from === undefined ? '' : ` <- ${from}`}`,
  )
}
