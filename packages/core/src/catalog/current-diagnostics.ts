import { type Diagnostic, severities } from '../diagnostic/diagnostic.js'
import { compareDiagnostics } from '../diagnostic/make-diagnostic.js'
import type { App } from './app.js'
import { appQuerySchema } from './app-query.js'
import type { CatalogStore } from './catalog-store.js'

/** Readings before one is taken although the catalog changed between its pages. */
const maxReadings = 3

/** The findings of all apps that are there, errors first, kept by the version of the catalog. */
export class CurrentDiagnostics {
  readonly #store: CatalogStore
  #current: { readonly version: number; readonly diagnostics: readonly Diagnostic[] } | undefined

  constructor(store: CatalogStore) {
    this.#store = store
  }

  async read(): Promise<readonly Diagnostic[]> {
    const { number } = await this.#store.getVersion()
    if (this.#current?.version === number) return this.#current.diagnostics
    for (let reading = 1; ; reading++) {
      const { versions, apps } = await this.#readApps()
      const [version] = versions
      const diagnostics = apps.flatMap(app => app.diagnostics).sort(compareConcern)
      if (versions.size === 1 && version !== undefined) this.#current = { version, diagnostics }
      if (versions.size === 1 || reading === maxReadings) return diagnostics
    }
  }

  async #readApps(): Promise<{ readonly versions: ReadonlySet<number>; readonly apps: readonly App[] }> {
    const versions = new Set<number>()
    const apps: App[] = []
    let cursor: string | undefined
    do {
      const query = appQuerySchema.parse({ status: ['active', 'invalid', 'broken'], cursor })
      const page = await this.#store.listApps(query)
      versions.add(page.version)
      apps.push(...page.items.filter(app => app.diagnostics.length > 0))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { versions, apps }
  }
}

function compareConcern(a: Diagnostic, b: Diagnostic): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || compareDiagnostics(a, b)
}
