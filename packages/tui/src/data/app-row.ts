import type { App, AppStatus } from '@waybill/core'

/** What a list shows of an app: ten thousand of these are held at once, so nothing else is kept. */
export interface AppRow {
  readonly slug: string
  readonly name: string
  readonly status: AppStatus
  readonly types: string
  readonly components: number
  readonly owner: string
  readonly tags: string
  readonly errors: number
  readonly warnings: number
  readonly updatedAt: string
  /** All its text in lower case, for the filter. */
  readonly text: string
}

export function buildAppRow(app: App): AppRow {
  const types = Array.from(new Set(app.components.map(({ type }) => type))).join(' ')
  const tags = app.tags.join(' ')
  const name = app.appName ?? ''
  const owner = app.owner ?? ''
  return {
    slug: app.slug,
    name,
    status: app.status,
    types,
    components: app.components.length,
    owner,
    tags,
    errors: count(app, 'error'),
    warnings: count(app, 'warning'),
    updatedAt: app.updatedAt,
    text: `${app.slug} ${name} ${app.status} ${types} ${owner} ${tags}`.toLowerCase(),
  }
}

function count(app: App, severity: 'error' | 'warning'): number {
  return app.diagnostics.reduce((sum, diagnostic) => sum + (diagnostic.severity === severity ? 1 : 0), 0)
}
