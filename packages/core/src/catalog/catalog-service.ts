import { isStorable, quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import { type NewId, syncIdSchema } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import type { ExtraRule } from '../manifest/extra-rule.js'
import { parseManifest } from '../manifest/parse-manifest.js'
import type { RequestOrigin } from '../request/request-origin.js'
import { type ScanSourceOptions, scanSource } from '../source/scan-source.js'
import type { Source } from '../source/source.js'
import type { CatalogApi } from '../waybill.js'
import type { App } from './app.js'
import { appQuerySchema } from './app-query.js'
import type { CatalogStore } from './catalog-store.js'
import { CurrentDiagnostics } from './current-diagnostics.js'
import { KnownCatalogCache } from './known-catalog-cache.js'
import { runSync } from './run-sync.js'
import { RunningSyncs } from './running-syncs.js'
import { suggestSlugs } from './suggest-slugs.js'
import { type SyncReport, syncOptionsSchema } from './sync.js'
import { SyncCoalescing } from './sync-coalescing.js'
import { startReport } from './sync-report.js'

/** What a catalog works with. */
export interface CatalogDeps {
  readonly source: Source
  readonly store: CatalogStore
  readonly clock: Clock
  readonly newId: NewId
  /** Rules beside Waybill's own. @default none */
  readonly extraRules?: readonly ExtraRule[]
}

/** A catalog of this process. */
export interface Catalog extends CatalogApi {
  /** The same catalog, whose syncs say which request asked for them. */
  forRequest(origin: RequestOrigin): CatalogApi
  /** Aborts a sync that has not begun to write and waits for one that has. Callable twice. */
  close(): Promise<void>
}

/** Makes the catalog that keeps a store in step with a source. */
export function makeCatalog({ source, store, clock, newId, extraRules }: CatalogDeps): Catalog {
  const known = new KnownCatalogCache(store)
  const findings = new CurrentDiagnostics(store)
  const scan = (options: ScanSourceOptions) => scanSource(source, { ...options, extraRules })
  const syncDeps = { scan, source, sourceInfo: () => source.info, store, known, clock, newId }
  /** Reports of syncs that have not ended, by id; those of dry runs are nobody else's business. */
  const running = new RunningSyncs(store)
  const syncs = new SyncCoalescing(job => {
    let report: SyncReport | undefined
    const show = (next: SyncReport) => {
      report = next
      if (!next.dryRun) running.show(next)
    }
    const onProgress = (found: number) => {
      if (report !== undefined) show({ ...report, counts: { ...report.counts, found } })
    }
    return runSync(syncDeps, { ...job, onStart: show, onProgress }).finally(() => {
      if (report !== undefined) running.delete(report.id)
    })
  }, newId)
  /** What is stored of a sync that runs here is a second old. */
  const newest = (stored: SyncReport) =>
    stored.status === 'running' ? (running.get(stored.id) ?? stored) : stored
  const get = (slug: string) => getApp(store, known, slug)

  const makeApi = (origin?: RequestOrigin): CatalogApi => ({
    async sync({ actor = null, signal, changed, ...given } = {}) {
      const options = parseInput(syncOptionsSchema, given, 'the options')
      return syncs.call({ options, actor, origin, changed, signal })
    },
    async startSync({ actor = null, force = false } = {}) {
      const options = parseInput(syncOptionsSchema, { force }, 'the options')
      const { id, result } = syncs.start({ options, actor, origin })
      // How it ends is in its report.
      result.catch(() => undefined).finally(() => running.delete(id))
      const queued = startReport({ id, options, source: source.info, startedAt: clock() })
      const report = running.get(id) ?? queued
      running.show(report)
      // Whoever is told of it finds it, whichever process is asked.
      await store.noteSync?.(report)
      return report
    },
    version: () => store.getVersion(),
    list: async query => store.listApps(parseInput(appQuerySchema, query ?? {}, 'the query')),
    get,
    revisions: async slug => store.listRevisions((await get(slug)).id),
    diagnostics: () => findings.read(),
    validate(text) {
      const { ok, diagnostics } = parseManifest(text)
      return { valid: ok, diagnostics }
    },
    async syncs() {
      const stored = await store.listSyncs({})
      const open = running.list().filter(({ id }) => !stored.some(one => one.id === id))
      return [...open, ...stored.map(newest)]
    },
    async getSync(id) {
      const [stored] = syncIdSchema.safeParse(id).success ? await store.listSyncs({ id }) : []
      const report = stored === undefined ? running.get(id) : newest(stored)
      if (report === undefined) throw new WaybillError('SYNC_NOT_FOUND', `There is no sync ${quote(id)}.`)
      return report
    },
  })
  return { ...makeApi(), forRequest: makeApi, close: () => syncs.close() }
}

async function getApp(store: CatalogStore, known: KnownCatalogCache, slug: string): Promise<App> {
  // A text that no app can have is not asked of a database that cannot hold it.
  const app = isStorable(slug) ? ((await store.findApp(slug)) ?? (await store.findMoved(slug))) : undefined
  if (app === undefined) throw notFound(slug, (await known.read()).apps)
  if (app.status === 'removed') throw removed(app)
  if (app.slug !== slug) throw moved(slug, app.slug)
  return app
}

function notFound(
  slug: string,
  apps: readonly { readonly slug: string; readonly status: string }[],
): WaybillError {
  const there = apps.filter(app => app.status !== 'removed')
  const suggestions = suggestSlugs(
    slug,
    there.map(app => app.slug),
  )
  const [best] = suggestions
  return new WaybillError('APP_NOT_FOUND', `There is no app ${quote(slug)} in the catalog.`, {
    hint: best === undefined ? undefined : `Did you mean ${quote(best)}?`,
    details: { suggestions },
  })
}

function moved(slug: string, movedTo: string): WaybillError {
  return new WaybillError('APP_MOVED', `The app ${quote(slug)} is now ${quote(movedTo)}.`, {
    hint: `Use ${quote(movedTo)}.`,
    details: { movedTo },
  })
}

function removed({ slug, removedAt }: App): WaybillError {
  return new WaybillError(
    'APP_REMOVED',
    `The app ${quote(slug)} was removed: its folder is gone from the source.`,
    {
      hint: 'It comes back, as it was, when its folder does.',
      details: { slug, removedAt },
    },
  )
}
