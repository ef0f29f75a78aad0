import type { NewEvent } from '../event/event.js'
import type { AppId, SyncId } from '../id/ids.js'
import type { App, CatalogVersion, Revision } from './app.js'
import type { AppPage } from './app-page.js'
import type { AppQuery } from './app-query.js'
import type { SyncReport } from './sync.js'
import type { KnownCatalog, SyncPlan } from './sync-plan.js'

/** What `applySync` writes, in one transaction. */
export interface SyncWrite {
  readonly plan: SyncPlan
  /**
   * The report as it will be stored; the store sets its `catalogVersion` when its status is `completed`. Its
   * `endedAt` is the time of everything the write creates, changes or removes.
   */
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
  /** Number 0 and no time before the first change. */
  getVersion(): Promise<CatalogVersion>
  /** Every app, also the removed ones, in any order, of one version. */
  listKnown(): Promise<KnownCatalog>
  /**
   * Writes a plan with bulk statements, in one transaction that excludes every other sync: apps, revisions
   * (numbered on per app, from 1), the report, the events, and last the catalog version + 1, which stays as it
   * is when the plan holds no change but `touched` ones. Nothing is written when `plan.baseVersion` is not the
   * current version, and nothing when the write fails.
   *
   * Of a `touched` app only what is in `KnownApp` is written: what `findApp` says of it stays the same. For any
   * other change `source.syncId` and `updatedAt` follow the report, `removedAt` is its time while the status is
   * `removed` and null otherwise, and what is shown (with its `source.commit` and `source.contentHash`) is that
   * of the newest revision. Slugs are unique among the apps that are not removed once all changes are written:
   * one change may take a slug that another one of the same plan gives up, in any order. A change with `from`
   * is remembered for `findMoved`.
   */
  applySync(write: SyncWrite): Promise<SyncOutcome>
  /** The app that has this slug now; else the removed one that had it last. */
  findApp(slug: string): Promise<App | undefined>
  /** The app that gave up this slug for another one, the last of them; it may have been removed since. */
  findMoved(oldSlug: string): Promise<App | undefined>
  /**
   * Apps in the order of `query.sort`, compared by code point, equal ones by id. Cursors are made and read by
   * `cursor.ts`: they go on behind the last app of the page before, whatever was written in between.
   * @throws WaybillError `INVALID_INPUT` for a cursor that is none
   */
  listApps(query: AppQuery): Promise<AppPage>
  /** Newest first; with `number` only that one. */
  listRevisions(appId: AppId, number?: number): Promise<readonly Revision[]>
  /**
   * Tells readers elsewhere that a sync runs, and how far it is. It is told again and again: one that was silent for
   * 30 s is listed as `lostReport` says. The report of a sync whose end is stored stays as it is. Left out, others learn
   * of a sync when it has ended.
   */
  noteSync?(report: SyncReport): Promise<void>
  /** Newest first by their ids, at most `limit` (default 50); with `id` only that one. */
  listSyncs(options: { readonly id?: SyncId; readonly limit?: number }): Promise<readonly SyncReport[]>
}
