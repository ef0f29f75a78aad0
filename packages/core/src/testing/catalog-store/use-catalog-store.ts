import { expect } from 'chai'
import { afterEach, beforeEach } from 'mocha'
import type { App } from '../../catalog/app.js'
import type { AppPage } from '../../catalog/app-page.js'
import { type AppQueryInput, appQuerySchema } from '../../catalog/app-query.js'
import type { CatalogStore, SyncWrite } from '../../catalog/catalog-store.js'
import type { SyncReport } from '../../catalog/sync.js'
import type { AppChange } from '../../catalog/sync-plan.js'
import type { NewEvent } from '../../event/event.js'
import type { EventStore } from '../../event/event-store.js'
import { makeSyncReport } from '../catalog-builders.js'

/** A catalog store to be tested: empty, and its own. `events`: the feed its syncs write to, where it has one. */
export interface CatalogStoreUnderTest {
  readonly store: CatalogStore
  readonly events?: EventStore
  close(): Promise<void>
}

/** What else a write of a test holds. */
interface TestWrite {
  readonly report?: Partial<SyncReport>
  readonly events?: readonly NewEvent[]
  /** Default: the current version. */
  readonly baseVersion?: number
}

/** The store of the test that runs, with the few moves that most tests make. */
export interface CatalogStoreHarness {
  readonly store: CatalogStore
  readonly events: EventStore | undefined
  /** A write that ends a second after the one before. */
  makeWrite(changes: readonly AppChange[], options?: TestWrite): Promise<SyncWrite>
  /** Applies changes to the current version; gives back the report as it was handed over. */
  apply(changes: readonly AppChange[], options?: TestWrite): Promise<SyncReport>
  list(query?: AppQueryInput): Promise<AppPage>
  slugs(query?: AppQueryInput): Promise<string[]>
  /** @throws when there is no such app */
  get(slug: string): Promise<App>
}

/** Registers hooks that make a store before each test and close it afterwards. */
export function useCatalogStore(makeStore: () => Promise<CatalogStoreUnderTest>): CatalogStoreHarness {
  let tested: CatalogStoreUnderTest
  let writes = 0
  beforeEach(async () => {
    tested = await makeStore()
    writes = 0
  })
  afterEach(() => tested.close())

  const harness: CatalogStoreHarness = {
    get store() {
      return tested.store
    },
    get events() {
      return tested.events
    },
    async makeWrite(changes, { report, events = [], baseVersion } = {}) {
      const base = baseVersion ?? (await tested.store.getVersion()).number
      writes += 1
      const at = new Date(Date.UTC(2026, 0, 31, 9, 0, writes)).toISOString()
      return {
        plan: { baseVersion: base, changes, unchanged: 0, found: changes.length },
        report: makeSyncReport(at, { changed: changes, ...report }),
        events,
      }
    },
    async apply(changes, options) {
      const write = await harness.makeWrite(changes, options)
      const outcome = await tested.store.applySync(write)
      expect(outcome.applied, 'the write was applied').to.equal(true)
      return write.report
    },
    list: (query = {}) => tested.store.listApps(appQuerySchema.parse(query)),
    async slugs(query) {
      return (await harness.list(query)).items.map(app => app.slug)
    },
    async get(slug) {
      const app = await tested.store.findApp(slug)
      if (app === undefined) throw new Error(`There is no app ${slug}.`)
      return app
    },
  }
  return harness
}

/** A change of each app, of one kind. */
export function changeEach(kind: AppChange['kind'], ...apps: readonly AppChange['app'][]): AppChange[] {
  return apps.map(app => ({ kind, app }))
}
