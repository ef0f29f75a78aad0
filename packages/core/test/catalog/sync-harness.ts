import { KnownCatalogCache } from '../../src/catalog/known-catalog-cache.js'
import { runSync, type SyncDeps, type SyncJob } from '../../src/catalog/run-sync.js'
import type { SyncReport } from '../../src/catalog/sync.js'
import { newId } from '../../src/id/ids.js'
import { MemoryCatalogStore } from '../../src/memory/memory-catalog-store.js'
import { MemoryEventStore } from '../../src/memory/memory-event-store.js'
import type { FoundApp, ReadApp } from '../../src/source/found-app.js'
import type { ScanSourceOptions } from '../../src/source/scan-source.js'

/** Counts what is asked of the store. */
class CountingStore extends MemoryCatalogStore {
  rowsRead = 0

  override async listKnown() {
    this.rowsRead += 1
    return super.listKnown()
  }
}

/** One process that syncs a source made of values into stores in memory. */
export class SyncHarness {
  apps: readonly ReadApp[] = []
  /** Folders that the last scan read in full. */
  readonly read: string[] = []
  /** Called by each scan, before it reads. */
  onScan: () => Promise<void> = async () => undefined
  readonly events: MemoryEventStore
  readonly store: CountingStore
  readonly deps: SyncDeps
  #now = Date.UTC(2026, 0, 31, 9, 30)

  /** `shared`: another process on the same stores. */
  constructor(shared?: SyncHarness) {
    this.events = shared?.events ?? new MemoryEventStore()
    this.store = shared?.store ?? new CountingStore(this.events)
    this.deps = {
      scan: options => this.#scan(options),
      source: {},
      sourceInfo: () => ({ kind: 'directory', location: '/apps' }),
      store: this.store,
      known: new KnownCatalogCache(this.store),
      clock: () => new Date(this.#now++),
      newId,
    }
  }

  sync(options: Partial<SyncJob['options']> = {}, job: Partial<SyncJob> = {}): Promise<SyncReport> {
    return runSync(this.deps, {
      options: { dryRun: false, force: false, ...options },
      actor: null,
      signal: new AbortController().signal,
      ...job,
    })
  }

  async eventTypes(): Promise<string[]> {
    const { items } = await this.events.list({ after: 0, limit: 1000 })
    return items.map(event => event.type)
  }

  async #scan({ known, folders, signal }: ScanSourceOptions): Promise<readonly FoundApp[]> {
    await this.onScan()
    signal?.throwIfAborted()
    this.read.length = 0
    const apps = this.apps.filter(app => folders?.has(app.folder) ?? true)
    return apps.map(app => {
      const shared = apps.some(other => other !== app && other.slug === app.slug)
      if (shared || known.get(app.folder) !== app.fingerprint) {
        this.read.push(app.folder)
        return app
      }
      return { folder: app.folder, slug: app.slug, fingerprint: app.fingerprint, unchanged: true }
    })
  }
}

/** The error that a promise rejects with. @throws when it does not */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (outcome === undefined) throw new Error('It was not rejected.')
  return outcome.error
}
