import { open, readFile, rename } from 'node:fs/promises'
import type {
  App,
  AppId,
  AppPage,
  AppQuery,
  CatalogStore,
  CatalogVersion,
  KnownCatalog,
  Revision,
  SyncId,
  SyncOutcome,
  SyncReport,
  SyncWrite,
} from '@waybill/core'
import { type CatalogFile, emptyCatalog, findBySlug, listPage, writeSync } from './catalog-file.js'

/**
 * A storage adapter of one's own: the catalog in one JSON file, for one process. What it has to do stands on the
 * port, `CatalogStore`; whether it does, `describeCatalogStore` checks (see `test/json-file-catalog-store.test.ts`).
 */
export class JsonFileCatalogStore implements CatalogStore {
  readonly #file: string
  #catalog: CatalogFile
  #lastWrite: Promise<unknown> = Promise.resolve()

  private constructor(file: string, catalog: CatalogFile) {
    this.#file = file
    this.#catalog = catalog
  }

  /** Opens the file; a missing one is an empty catalog. */
  static async open(file: string): Promise<JsonFileCatalogStore> {
    return new JsonFileCatalogStore(file, (await readCatalog(file)) ?? emptyCatalog)
  }

  async getVersion(): Promise<CatalogVersion> {
    return this.#catalog.version
  }

  async listKnown(): Promise<KnownCatalog> {
    const { version, apps } = this.#catalog
    return { version: version.number, apps: apps.map(({ known }) => known) }
  }

  /** One write after the other: that is how every other sync is excluded here. */
  applySync(write: SyncWrite): Promise<SyncOutcome> {
    const outcome = this.#lastWrite.then(() => this.#apply(write))
    this.#lastWrite = outcome.catch(() => undefined)
    return outcome
  }

  async findApp(slug: string): Promise<App | undefined> {
    return findBySlug(this.#catalog, slug)
  }

  async findMoved(oldSlug: string): Promise<App | undefined> {
    const { moved, apps } = this.#catalog
    return apps.find(({ app }) => app.id === moved[oldSlug])?.app
  }

  async listApps(query: AppQuery): Promise<AppPage> {
    return listPage(this.#catalog, query)
  }

  async listRevisions(appId: AppId, number?: number): Promise<readonly Revision[]> {
    return this.#catalog.revisions
      .filter(revision => revision.appId === appId && (number ?? revision.number) === revision.number)
      .reverse()
  }

  async listSyncs({ id, limit = 50 }: { id?: SyncId; limit?: number }): Promise<readonly SyncReport[]> {
    const syncs = this.#catalog.syncs.filter(report => (id ?? report.id) === report.id)
    // UUIDv7: the later, the larger.
    return syncs.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
  }

  async #apply(write: SyncWrite): Promise<SyncOutcome> {
    const { number } = this.#catalog.version
    if (write.plan.baseVersion !== number) return { applied: false, version: number }
    const next = writeSync(this.#catalog, write)
    await saveCatalog(this.#file, next)
    this.#catalog = next
    return { applied: true, version: next.version.number }
  }
}

async function readCatalog(file: string): Promise<CatalogFile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whoever reads the file, also after a power cut, finds the old catalog or the new one, never half of it. */
async function saveCatalog(file: string, catalog: CatalogFile): Promise<void> {
  const unfinished = `${file}.new`
  const handle = await open(unfinished, 'w')
  try {
    await handle.writeFile(JSON.stringify(catalog))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}
