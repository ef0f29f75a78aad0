import {
  type App,
  type AppChange,
  type AppId,
  type AppPage,
  type AppQuery,
  appSortKey,
  buildApp,
  buildAppFilter,
  type CatalogVersion,
  compareText,
  countFacets,
  type KnownApp,
  makeAppCursor,
  openAppQuery,
  type Revision,
  revisionOrigin,
  type SyncReport,
  type SyncWrite,
  WaybillError,
} from '@waybill/core'

/** An app as it is shown, and what the next sync has to know of it. */
interface StoredApp {
  readonly app: App
  readonly known: KnownApp
}

/** Everything the file holds. Never changed once it is made: a sync makes the next one. */
export interface CatalogFile {
  readonly version: CatalogVersion
  readonly apps: readonly StoredApp[]
  /** Slugs that apps gave up, with who had them last. */
  readonly moved: Readonly<Record<string, AppId>>
  readonly revisions: readonly Revision[]
  readonly syncs: readonly SyncReport[]
}

/** What a new file holds. */
export const emptyCatalog: CatalogFile = {
  version: { number: 0, changedAt: null },
  apps: [],
  moved: {},
  revisions: [],
  syncs: [],
}

/** The catalog after a sync. @throws WaybillError `INTERNAL` when two apps would have one slug */
export function writeSync(catalog: CatalogFile, { plan, report }: SyncWrite): CatalogFile {
  const at = report.endedAt ?? report.startedAt
  // Touched apps look as before, so nobody has to read the catalog again.
  const grows = plan.changes.some(({ kind }) => kind !== 'touched')
  const version = grows ? { number: catalog.version.number + 1, changedAt: at } : catalog.version
  const apps = new Map(catalog.apps.map(stored => [stored.app.id, stored]))
  const revisions = [...catalog.revisions]
  const moved = { ...catalog.moved }
  for (const change of plan.changes) {
    const revision = makeRevision(change, revisions, { report, catalogVersion: version.number, at })
    if (revision) revisions.push(revision)
    apps.set(change.app.id, storeChange(change, apps.get(change.app.id), { report, revisions }))
    if (change.from !== undefined) moved[change.from] = change.app.id
  }
  requireUniqueSlugs(apps.values())
  const stored = { ...report, catalogVersion: report.status === 'completed' ? version.number : null }
  return { version, apps: [...apps.values()], moved, revisions, syncs: [...catalog.syncs, stored] }
}

/** The app that has a slug; else the removed one that had it last. */
export function findBySlug({ apps }: CatalogFile, slug: string): App | undefined {
  return apps
    .map(({ app }) => app)
    .filter(app => app.slug === slug)
    .sort((a, b) => compareText(b.removedAt ?? '~', a.removedAt ?? '~'))[0]
}

/** One page of a list. @throws WaybillError `INVALID_INPUT` for a cursor that is none */
export function listPage({ apps, version }: CatalogFile, asked: AppQuery): AppPage {
  const { query, after } = openAppQuery(asked)
  const sign = query.sort.startsWith('-') ? -1 : 1
  const place = (app: App) => ({ key: appSortKey(app, query.sort), id: app.id })
  const compare = (a: { key: string; id: string }, b: { key: string; id: string }) =>
    sign * (compareText(a.key, b.key) || compareText(a.id, b.id))
  const matching = apps
    .map(({ app }) => app)
    .filter(buildAppFilter(query))
    .sort((a, b) => compare(place(a), place(b)))
  const rest = after ? matching.filter(app => compare(place(app), after) > 0) : matching
  const items = rest.slice(0, query.limit)
  const last = items.at(-1)
  const nextCursor = last && items.length < rest.length ? makeAppCursor(query, last) : null
  const page = { items, total: matching.length, nextCursor, version: version.number }
  if (!query.facets) return page
  return {
    ...page,
    facets: countFacets(
      apps.map(({ app }) => app),
      query,
    ),
  }
}

function makeRevision(
  { app }: AppChange,
  revisions: readonly Revision[],
  sync: { readonly report: SyncReport; readonly catalogVersion: number; readonly at: string },
): Revision | undefined {
  if (!app.newManifest || app.contentHash === null) return undefined
  return {
    appId: app.id,
    number: countRevisions(revisions, app.id) + 1,
    contentHash: app.contentHash,
    manifest: app.newManifest,
    ...revisionOrigin(sync.report.source, app.file),
    syncId: sync.report.id,
    catalogVersion: sync.catalogVersion,
    createdAt: sync.at,
  }
}

function storeChange(
  { kind, app: write }: AppChange,
  before: StoredApp | undefined,
  { report, revisions }: { readonly report: SyncReport; readonly revisions: readonly Revision[] },
): StoredApp {
  const { newManifest: _manifest, diagnostics: _diagnostics, file: _file, ...known } = write
  if (kind === 'touched' && before) return { app: before.app, known }
  const revision = countRevisions(revisions, write.id) || null
  return { app: buildApp(write, { previous: before?.app, revision }, report), known }
}

function countRevisions(revisions: readonly Revision[], id: AppId): number {
  return revisions.filter(({ appId }) => appId === id).length
}

function requireUniqueSlugs(apps: Iterable<StoredApp>): void {
  const seen = new Set<string>()
  for (const { app } of apps) {
    if (app.removedAt !== null) continue
    if (seen.has(app.slug)) throw new WaybillError('INTERNAL', `Two apps would have the slug ${app.slug}.`)
    seen.add(app.slug)
  }
}
