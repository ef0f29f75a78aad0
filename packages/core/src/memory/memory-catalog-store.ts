import type { App, CatalogVersion, Revision } from '../catalog/app.js'
import type { AppPage } from '../catalog/app-page.js'
import type { AppQuery } from '../catalog/app-query.js'
import { buildApp } from '../catalog/build-app.js'
import type { CatalogStore, SyncOutcome, SyncWrite } from '../catalog/catalog-store.js'
import { compareText } from '../catalog/compare-text.js'
import { type AppPosition, appSortKey, makeAppCursor, openAppQuery } from '../catalog/cursor.js'
import { countFacets } from '../catalog/facets.js'
import { buildAppFilter } from '../catalog/match-app.js'
import { revisionOrigin } from '../catalog/revision-origin.js'
import type { SyncReport } from '../catalog/sync.js'
import type { AppChange, KnownApp, KnownCatalog } from '../catalog/sync-plan.js'
import { WaybillError } from '../error/waybill-error.js'
import type { EventStore } from '../event/event-store.js'
import type { AppId, SyncId } from '../id/ids.js'

interface StoredApp {
  readonly known: KnownApp
  readonly app: App
}

/** Never changed once it is made: a write makes the next one, so that a snapshot is a reference. */
interface State {
  readonly version: CatalogVersion
  readonly apps: ReadonlyMap<AppId, StoredApp>
  /** The app that has a slug now; else the removed one that had it last. */
  readonly bySlug: ReadonlyMap<string, App>
  readonly movedFrom: ReadonlyMap<string, AppId>
  readonly revisions: ReadonlyMap<AppId, readonly Revision[]>
  readonly syncs: readonly SyncReport[]
}

const emptyState: State = {
  version: { number: 0, changedAt: null },
  apps: new Map(),
  bySlug: new Map(),
  movedFrom: new Map(),
  revisions: new Map(),
  syncs: [],
}

/** Keeps the catalog in memory: for tests and for services that need no database. */
export class MemoryCatalogStore implements CatalogStore {
  #state = emptyState
  #sorted = { of: emptyState.apps, lists: new Map<AppQuery['sort'], readonly App[]>() }
  readonly #events: EventStore | undefined

  /** `events`: where the events of a sync go; without it they are dropped. */
  constructor(events?: EventStore) {
    this.#events = events
  }

  async getVersion(): Promise<CatalogVersion> {
    return this.#state.version
  }

  async listKnown(): Promise<KnownCatalog> {
    const { version, apps } = this.#state
    return { version: version.number, apps: Array.from(apps.values(), stored => stored.known) }
  }

  async applySync(write: SyncWrite): Promise<SyncOutcome> {
    const current = this.#state.version.number
    if (write.plan.baseVersion !== current) return { applied: false, version: current }
    this.#state = writeSync(this.#state, write)
    const version = this.#state.version.number
    await this.#events?.append(write.events)
    return { applied: true, version }
  }

  async findApp(slug: string): Promise<App | undefined> {
    return this.#state.bySlug.get(slug)
  }

  async findMoved(oldSlug: string): Promise<App | undefined> {
    const id = this.#state.movedFrom.get(oldSlug)
    return id === undefined ? undefined : this.#state.apps.get(id)?.app
  }

  async listApps(asked: AppQuery): Promise<AppPage> {
    const { query, after } = openAppQuery(asked)
    const matching = this.#sort(query.sort).filter(buildAppFilter(query))
    const compare = buildComparison(query.sort)
    const start = matching.findIndex(app => {
      return after === undefined || compare({ key: appSortKey(app, query.sort), id: app.id }, after) > 0
    })
    const rest = start === -1 ? [] : matching.slice(start)
    const items = rest.slice(0, query.limit)
    const last = items.at(-1)
    const nextCursor = last === undefined || items.length === rest.length ? null : makeAppCursor(query, last)
    const page = { items, total: matching.length, nextCursor, version: this.#state.version.number }
    return query.facets ? { ...page, facets: countFacets(this.#sort('slug'), query) } : page
  }

  async listRevisions(appId: AppId, number?: number): Promise<readonly Revision[]> {
    const revisions = this.#state.revisions.get(appId) ?? []
    if (number !== undefined) return revisions.slice(number - 1, number)
    return revisions.toReversed()
  }

  /** One process keeps it: none is ever lost. */
  async noteSync(report: SyncReport): Promise<void> {
    const { syncs } = this.#state
    if (syncs.some(({ id, status }) => id === report.id && status !== 'running')) return
    this.#state = { ...this.#state, syncs: withReport(syncs, report) }
  }

  async listSyncs({ id, limit = 50 }: { id?: SyncId; limit?: number }): Promise<readonly SyncReport[]> {
    if (id !== undefined) return this.#state.syncs.filter(report => report.id === id)
    return this.#state.syncs.toSorted((a, b) => compareText(b.id, a.id)).slice(0, limit)
  }

  /** Sorted once for all pages and filters of one state. */
  #sort(sort: AppQuery['sort']): readonly App[] {
    const { apps } = this.#state
    if (this.#sorted.of !== apps) this.#sorted = { of: apps, lists: new Map() }
    const known = this.#sorted.lists.get(sort)
    if (known !== undefined) return known
    const compare = buildComparison(sort)
    const entries = Array.from(apps.values(), ({ app }) => ({ key: appSortKey(app, sort), id: app.id, app }))
    const list = entries.sort(compare).map(({ app }) => app)
    this.#sorted.lists.set(sort, list)
    return list
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    const state = this.#state
    return () => {
      this.#state = state
    }
  }
}

function buildComparison(sort: AppQuery['sort']): (a: AppPosition, b: AppPosition) => number {
  const sign = sort.startsWith('-') ? -1 : 1
  return (a, b) => sign * (compareText(a.key, b.key) || compareText(a.id, b.id))
}

/** In the place of what was known of the same sync. */
function withReport(syncs: readonly SyncReport[], report: SyncReport): readonly SyncReport[] {
  return [...syncs.filter(({ id }) => id !== report.id), report]
}

function writeSync(state: State, { plan, report }: SyncWrite): State {
  const changed = plan.changes.some(change => change.kind !== 'touched')
  const at = report.endedAt ?? report.startedAt
  const version = changed ? { number: state.version.number + 1, changedAt: at } : state.version
  const catalogVersion = report.status === 'completed' ? version.number : null
  const syncs = withReport(state.syncs, { ...report, catalogVersion })
  if (plan.changes.length === 0) return { ...state, version, syncs }
  const apps = new Map(state.apps)
  const revisions = new Map(state.revisions)
  for (const change of plan.changes) {
    const revision = buildRevision(change, revisions.get(change.app.id), {
      ...report,
      catalogVersion: version.number,
    })
    if (revision !== undefined)
      revisions.set(change.app.id, [...(revisions.get(change.app.id) ?? []), revision])
    apps.set(change.app.id, storeChange(change, apps.get(change.app.id), { revisions, report }))
  }
  return {
    version,
    apps,
    revisions,
    syncs,
    bySlug: indexSlugs(apps),
    movedFrom: recordMoves(state.movedFrom, plan.changes),
  }
}

function buildRevision(
  { app }: AppChange,
  earlier: readonly Revision[] = [],
  report: SyncReport & { readonly catalogVersion: number },
): Revision | undefined {
  if (app.newManifest === undefined || app.contentHash === null) return undefined
  return {
    appId: app.id,
    number: earlier.length + 1,
    contentHash: app.contentHash,
    manifest: app.newManifest,
    ...revisionOrigin(report.source, app.file),
    syncId: report.id,
    catalogVersion: report.catalogVersion,
    createdAt: report.endedAt ?? report.startedAt,
  }
}

function storeChange(
  { kind, app: write }: AppChange,
  before: StoredApp | undefined,
  context: { readonly revisions: State['revisions']; readonly report: SyncReport },
): StoredApp {
  const { newManifest: _manifest, diagnostics: _diagnostics, file: _file, ...known } = write
  if (kind === 'touched' && before !== undefined) return { known, app: before.app }
  const revision = context.revisions.get(write.id)?.length ?? null
  return { known, app: buildApp(write, { previous: before?.app, revision }, context.report) }
}

function indexSlugs(apps: State['apps']): State['bySlug'] {
  const bySlug = new Map<string, App>()
  for (const { app } of apps.values()) {
    const other = bySlug.get(app.slug)
    if (other?.removedAt === null && app.removedAt === null) {
      throw new WaybillError('INTERNAL', `Two apps would have the slug ${app.slug}.`)
    }
    if (other === undefined || hasSlugBefore(app, other)) bySlug.set(app.slug, app)
  }
  return bySlug
}

/** An app that is there goes before a removed one, one removed later before one removed earlier. */
function hasSlugBefore(app: App, other: App): boolean {
  if (app.removedAt === null || other.removedAt === null) return app.removedAt === null
  return compareText(app.removedAt, other.removedAt) > 0
}

function recordMoves(before: State['movedFrom'], changes: readonly AppChange[]): State['movedFrom'] {
  const moves = changes.filter(change => change.from !== undefined)
  if (moves.length === 0) return before
  const movedFrom = new Map(before)
  for (const { app, from } of moves) if (from !== undefined) movedFrom.set(from, app.id)
  return movedFrom
}
