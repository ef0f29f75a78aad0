import type { AppId } from '../id/ids.js'
import type { AppWrite, KnownApp, KnownCatalog, SyncPlan } from './sync-plan.js'

function knownOf(write: AppWrite): KnownApp {
  const { id, slug, folder, status, fingerprint, contentHash, diagnosticsHash, errors, warnings } = write
  return { id, slug, folder, status, fingerprint, contentHash, diagnosticsHash, errors, warnings }
}

/** What is known of the catalog once a plan has been applied and gave it this version. */
export function applyPlan(known: KnownCatalog, plan: SyncPlan, version: number): KnownCatalog {
  if (plan.changes.length === 0) return known.version === version ? known : { ...known, version }
  const changed = new Map<AppId, KnownApp>(plan.changes.map(({ app }) => [app.id, knownOf(app)]))
  const apps = known.apps.map(app => {
    const after = changed.get(app.id)
    changed.delete(app.id)
    return after ?? app
  })
  return { version, apps: [...apps, ...changed.values()] }
}
