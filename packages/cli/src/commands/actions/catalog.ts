import { type App, formatConcise, type Revision } from '@waybill/core'
import { changedKeys } from '../../catalog/changed-keys.js'
import { age } from '../../output/age.js'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { type Column, printFields, printRows } from '../../output/print.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

interface ListArguments extends GlobalArguments {
  readonly output: OutputFormat
  readonly query?: string
  readonly type?: 'frontend' | 'backend' | 'worker'
  readonly owner?: string
  readonly tag?: string
  readonly all: boolean
}

export function listApps(args: ListArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const page = await waybill.catalog.list({
      q: args.query,
      type: args.type,
      owner: args.owner,
      tag: args.tag,
      status: args.all ? ['active', 'invalid', 'broken', 'removed'] : undefined,
    })
    const { items, total, nextCursor } = page
    printRows(terminal, {
      format: args.output,
      rows: items,
      columns: columns(new Date()),
      value: { items, total, nextCursor },
      empty: 'No app fits. `waybill sync` reads the apps directory; -a shows broken and removed ones, too.',
    })
    if (items.length < total)
      terminal.say(`${items.length} of ${total}; narrow it with -q, --type, --owner or --tag.`)
    return 0
  })
}

export function getApp(
  args: GlobalArguments & { readonly slug: string; readonly output: OutputFormat },
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const app = await waybill.catalog.get(args.slug)
    printFields(terminal, { format: args.output, value: app, fields: appFields(app) })
    if (isForPeople(args.output) && app.diagnostics.length > 0) terminal.data(formatConcise(app.diagnostics))
    return 0
  })
}

/** What is kept of an app's revisions, newest first: when it changed, and how. */
export function listHistory(
  args: GlobalArguments & { readonly slug: string; readonly output: OutputFormat },
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const revisions = await waybill.catalog.revisions(args.slug)
    const changes = revisions.map((revision, index) => ({
      revision,
      changed: changedKeys(revisions[index + 1]?.manifest, revision.manifest),
    }))
    printRows(terminal, {
      format: args.output,
      rows: changes,
      columns: historyColumns(new Date()),
      value: revisions,
      empty: 'It never had a good manifest.',
    })
    return 0
  })
}

const historyColumns = (
  now: Date,
): readonly Column<{ readonly revision: Revision; readonly changed: readonly string[] }>[] => [
  { head: 'revision', cell: ({ revision }) => String(revision.number) },
  { head: 'age', cell: ({ revision }) => age(revision.createdAt, now) },
  { head: 'commit', cell: ({ revision }) => revision.commit?.slice(0, 12) ?? '-' },
  { head: 'hash', cell: ({ revision }) => revision.contentHash.slice(0, 12) },
  { head: 'changed', cell: ({ changed }) => changed.join(', ') || '-' },
  { head: 'catalog', cell: ({ revision }) => String(revision.catalogVersion), wide: true },
  { head: 'repository', cell: ({ revision }) => revision.repository ?? '-', wide: true },
  { head: 'path', cell: ({ revision }) => revision.path ?? '-', wide: true },
  { head: 'at', cell: ({ revision }) => revision.createdAt, wide: true },
  { head: 'sync', cell: ({ revision }) => revision.syncId, wide: true },
]

const columns = (now: Date): readonly Column<App>[] => [
  { head: 'slug', cell: app => app.slug },
  { head: 'status', cell: app => app.status },
  { head: 'name', cell: app => app.appName ?? '-' },
  { head: 'components', cell: app => app.components.map(component => component.name).join(', ') || '-' },
  { head: 'owner', cell: app => app.owner ?? '-' },
  { head: 'findings', cell: app => String(app.diagnostics.length) },
  { head: 'changed', cell: app => age(app.updatedAt, now) },
  { head: 'revision', cell: app => String(app.revision ?? '-'), wide: true },
  { head: 'manifest', cell: app => app.source.file, wide: true },
  { head: 'commit', cell: app => app.source.commit?.slice(0, 12) ?? '-', wide: true },
  { head: 'tags', cell: app => app.tags.join(', ') || '-', wide: true },
  { head: 'id', cell: app => app.id, wide: true },
]

function appFields(app: App): [string, string][] {
  const components = app.components.map(
    ({ name, type, port, path }) => `${name} (${type}${port ? `, port ${port}` : ''}, ${path})`,
  )
  return [
    ['slug', app.slug],
    ['name', app.appName ?? '-'],
    ['description', app.description ?? '-'],
    ['status', app.status],
    ['owner', app.owner ?? '-'],
    ['tags', app.tags.join(', ') || '-'],
    ['components', components.join('; ') || '-'],
    ['revision', String(app.revision ?? '-')],
    ['manifest', app.source.file],
    ['changed', app.updatedAt],
    ['findings', String(app.diagnostics.length)],
  ]
}
