import type { CatalogStore } from '../catalog/catalog-store.js'
import { isWaybillError } from '../error/waybill-error.js'
import type { TemplateCatalog } from '../template/template-catalog.js'
import type { WorkspaceRecord } from './workspace.js'

/** A list shows many workspaces of few templates: their folders are not read anew for each request. */
const templateAgeMs = 1000

/** What workspaces are compared with to tell whether they are outdated. */
export interface NewestVersions {
  /** The app's served revision now; undefined when the app is gone. */
  revisionOf(workspace: WorkspaceRecord): Promise<number | undefined>
  /** The template's version now; undefined when it is gone or broken. */
  templateOf(workspace: WorkspaceRecord): Promise<string | undefined>
}

/** What finding newest versions works with. */
export interface NewestVersionsDeps {
  readonly catalog: CatalogStore
  readonly templates: TemplateCatalog
  /** Monotonic clock in ms. */
  readonly now: () => number
}

/** Finds newest versions: of apps once per version of the catalog, of templates at most once a second. */
export class NewestVersionsCache {
  readonly #deps: NewestVersionsDeps
  #catalogVersion = -1
  #revisions = new Map<string, Promise<number | undefined>>()
  readonly #templates = new Map<
    string,
    { readonly readAt: number; readonly version: Promise<string | undefined> }
  >()

  constructor(deps: NewestVersionsDeps) {
    this.#deps = deps
  }

  /** The versions of one moment. */
  async open(): Promise<NewestVersions> {
    const { number } = await this.#deps.catalog.getVersion()
    if (number !== this.#catalogVersion) {
      this.#catalogVersion = number
      this.#revisions = new Map()
    }
    const revisions = this.#revisions
    return {
      revisionOf: workspace => this.#revisionOf(workspace, revisions),
      templateOf: ({ template }) => this.#templateOf(template.name),
    }
  }

  #revisionOf(
    { appId, appSlug }: WorkspaceRecord,
    revisions: Map<string, Promise<number | undefined>>,
  ): Promise<number | undefined> {
    const known = revisions.get(appId)
    if (known !== undefined) return known
    const found = this.#findRevision(appId, appSlug).catch(error => {
      revisions.delete(appId)
      throw error
    })
    revisions.set(appId, found)
    return found
  }

  async #findRevision(appId: string, appSlug: string): Promise<number | undefined> {
    const { catalog } = this.#deps
    const found = await catalog.findApp(appSlug)
    const app = found?.id === appId ? found : await catalog.findMoved(appSlug)
    return app?.id === appId && app.status !== 'removed' ? (app.revision ?? undefined) : undefined
  }

  #templateOf(name: string): Promise<string | undefined> {
    const known = this.#templates.get(name)
    const readAt = this.#deps.now()
    if (known !== undefined && readAt - known.readAt < templateAgeMs) return known.version
    const version = this.#findTemplate(name)
    this.#templates.set(name, { readAt, version })
    return version
  }

  async #findTemplate(name: string): Promise<string | undefined> {
    try {
      return (await this.#deps.templates.get(name)).version
    } catch (error) {
      if (isWaybillError(error)) return undefined
      throw error
    }
  }
}
