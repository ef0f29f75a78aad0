import type { NewEvent } from '../event/event.js'
import type { AppId, SyncId } from '../id/ids.js'
import type { App, CatalogVersion, Revision } from './app.js'
import type { AppPage, AppQuery } from './app-query.js'
import type { SyncReport } from './sync.js'
import type { KnownCatalog, SyncPlan } from './sync-plan.js'

/** What `applySync` writes, in one transaction. */
export interface SyncWrite {
  readonly plan: SyncPlan
  /** The report as it will be stored; the store sets its `catalogVersion`. */
  readonly report: SyncReport
  /** Appended to the event feed where the storage has one. */
  readonly events: readonly NewEvent[]
}

/** Either the version that holds the result, or the news that the plan was made for a version that is gone. */
export type SyncOutcome =
  | { readonly applied: true; readonly version: number }
  | { readonly applied: false; readonly version: number }

/** Keeps apps, their revisions and the reports of syncs. A catalog without workspaces needs nothing else. */
export interface CatalogStore {
  getVersion(): Promise<CatalogVersion>
  listKnown(): Promise<KnownCatalog>
  /**
   * Writes a plan with bulk statements, in one transaction that excludes every other sync: apps, revisions
   * (numbered on per app), the report, the events, and last the catalog version + 1, which stays as it is
   * when the plan holds no change but `touched` ones. Nothing is written when `plan.baseVersion` is not the
   * current version.
   */
  applySync(write: SyncWrite): Promise<SyncOutcome>
  /** The app that has this slug now; else the removed one that had it last. */
  findApp(slug: string): Promise<App | undefined>
  /** The app of an id, e.g. where an app went that was moved; the slug's history is in `movedFrom`. */
  findMoved(oldSlug: string): Promise<App | undefined>
  listApps(query: AppQuery): Promise<AppPage & { readonly version: number }>
  /** Newest first; with `number` only that one. */
  listRevisions(appId: AppId, number?: number): Promise<readonly Revision[]>
  /** Newest first, at most `limit` (default 50); with `id` only that one. */
  listSyncs(options: { readonly id?: SyncId; readonly limit?: number }): Promise<readonly SyncReport[]>
}
