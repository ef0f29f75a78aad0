import type { CatalogStore } from './catalog-store.js'
import type { KnownCatalog } from './sync-plan.js'

/**
 * What is known of the catalog, kept between syncs by its version, so that a sync without a change reads no
 * rows. Fingerprints may be older than the stored ones, for touching an app makes no new version: another
 * process may have done that. Such an app is read once more and found as it was; nothing else depends on them.
 */
export class KnownCatalogCache {
  readonly #store: CatalogStore
  #known: KnownCatalog | undefined
  /** Known by a sync of this process, not only read. */
  #own: { readonly known: KnownCatalog; readonly state: string | undefined } | undefined

  constructor(store: CatalogStore) {
    this.#store = store
  }

  /** What is known now. Reads the version, and everything else only when that has moved on. */
  async read(): Promise<KnownCatalog> {
    const { number } = await this.#store.getVersion()
    if (this.#known?.version !== number) this.#known = await this.#store.listKnown()
    return this.#known
  }

  /** What a sync of this process has just made of it, and where the source stood then, if that can be said. */
  replace(known: KnownCatalog, state?: string): void {
    this.#known = known
    this.#own = { known, state }
  }

  /** Whether the last sync of this process left the catalog like this, and where the source stood then. */
  sourceOf(known: KnownCatalog): { readonly state: string | undefined } | undefined {
    return this.#own?.known === known ? this.#own : undefined
  }
}
