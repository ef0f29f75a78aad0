import type { AppRow } from '../data/app-row.js'
import { span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { ageOf } from '../text/time.js'
import { makeTable } from './screen-view.js'

/** An app with how many workspaces it has. */
export interface CountedApp {
  readonly app: AppRow
  readonly workspaces: number
}

const field: Readonly<Record<string, (row: CountedApp) => string>> = {
  slug: ({ app }) => app.slug,
  name: ({ app }) => app.name,
  status: ({ app }) => app.status,
  type: ({ app }) => app.types,
  owner: ({ app }) => app.owner,
  tag: ({ app }) => app.tags,
  ws: ({ workspaces }) => String(workspaces),
}

/** The list of apps. */
export const appsTable = makeTable<CountedApp>({
  key: ({ app }) => app.slug,
  searchable: row => ({ text: row.app.text, field: name => field[name]?.(row) }),
  target: ({ app }) => ({ screen: 'app', id: app.slug }),
  subject: ({ app }) => ({ kind: 'app', slug: app.slug, row: app }),
  columns: [
    { id: 'app', title: 'app', width: 16, flex: 3, priority: 0, cell: ({ app }) => span(app.slug, 'accent') },
    { id: 'status', title: 'status', width: 9, priority: 1, cell: ({ app }) => statusSpan(app.status) },
    { id: 'name', title: 'name', width: 12, flex: 3, priority: 6, cell: ({ app }) => span(app.name) },
    { id: 'type', title: 'type', width: 16, flex: 1, priority: 4, cell: ({ app }) => span(app.types) },
    {
      id: 'owner',
      title: 'owner',
      width: 10,
      flex: 1,
      priority: 5,
      cell: ({ app }) => span(app.owner, 'muted'),
    },
    {
      id: 'components',
      title: 'comp',
      width: 5,
      align: 'right',
      priority: 7,
      cell: ({ app }) => span(String(app.components)),
      sortBy: ({ app }) => app.components,
    },
    {
      id: 'workspaces',
      title: 'ws',
      width: 4,
      align: 'right',
      priority: 3,
      cell: ({ workspaces }) => span(workspaces === 0 ? '' : String(workspaces)),
      sortBy: ({ workspaces }) => workspaces,
    },
    {
      id: 'problems',
      title: 'problems',
      width: 9,
      align: 'right',
      priority: 2,
      cell: ({ app }) => problemsSpan(app),
      sortBy: ({ app }) => app.errors * 10_000 + app.warnings,
    },
    {
      id: 'changed',
      title: 'changed',
      width: 8,
      align: 'right',
      priority: 8,
      cell: ({ app }, now) => span(ageOf(app.updatedAt, now), 'muted'),
      sortBy: ({ app }) => -Date.parse(app.updatedAt),
    },
  ],
})

function problemsSpan({ errors, warnings }: AppRow) {
  const parts = [errors === 0 ? '' : `${errors}✗`, warnings === 0 ? '' : `${warnings}!`]
  return span(parts.filter(part => part !== '').join(' '), errors > 0 ? 'bad' : 'warn')
}
