import type { Workspace } from '@waybill/core'
import { type Span, span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { ageOf, timeLeft } from '../text/time.js'
import { makeTable } from './screen-view.js'

const endsSoonMs = 3_600_000

const field: Readonly<Record<string, (workspace: Workspace) => string>> = {
  name: ({ name }) => name,
  status: ({ status }) => status,
  app: ({ appSlug }) => appSlug,
  template: ({ template }) => template.name,
  owner: ({ owner }) => owner ?? '',
  is: workspace => flagsOf(workspace),
}

/** The list of workspaces. */
export const workspacesTable = makeTable<Workspace>({
  key: ({ id }) => id,
  searchable: workspace => ({
    text: [...Object.values(field).map(read => read(workspace)), workspace.id].join(' ').toLowerCase(),
    field: name => field[name]?.(workspace),
  }),
  target: ({ name }) => ({ screen: 'workspace', id: name }),
  subject: workspace => ({ kind: 'workspace', workspace }),
  columns: [
    {
      id: 'workspace',
      title: 'workspace',
      width: 16,
      flex: 3,
      priority: 0,
      cell: ({ name }) => span(name, 'accent'),
    },
    { id: 'status', title: 'status', width: 14, priority: 1, cell: ({ status }) => statusSpan(status) },
    { id: 'app', title: 'app', width: 12, flex: 2, priority: 3, cell: ({ appSlug }) => span(appSlug) },
    {
      id: 'template',
      title: 'template',
      width: 10,
      flex: 1,
      priority: 6,
      cell: ({ template }) => span(template.name),
    },
    {
      id: 'owner',
      title: 'owner',
      width: 10,
      flex: 1,
      priority: 5,
      cell: ({ owner }) => span(owner ?? '', 'muted'),
    },
    {
      id: 'age',
      title: 'age',
      width: 4,
      align: 'right',
      priority: 4,
      cell: ({ createdAt }, now) => span(ageOf(createdAt, now), 'muted'),
      sortBy: ({ createdAt }) => -Date.parse(createdAt),
    },
    {
      id: 'left',
      title: 'left',
      width: 5,
      align: 'right',
      priority: 2,
      cell: ({ expiresAt }, now) => leftSpan(expiresAt, now),
      sortBy: ({ expiresAt }) => (expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)),
    },
    {
      id: 'is',
      title: 'is',
      width: 17,
      priority: 7,
      cell: workspace => span(flagsOf(workspace), 'warn'),
    },
  ],
})

/** Time left, louder where it is short. */
export function leftSpan(expiresAt: string | null, now: number): Span {
  const isSoon = expiresAt !== null && Date.parse(expiresAt) - now < endsSoonMs
  return span(timeLeft(expiresAt, now), isSoon ? 'warn' : 'muted')
}

/** What else there is to know of it, in words. */
export function flagsOf({ outdated, drifted, simulated }: Workspace): string {
  const flags = [
    outdated.app || outdated.template ? 'outdated' : '',
    drifted ? 'drifted' : '',
    simulated ? 'simulated' : '',
  ]
  return flags.filter(flag => flag !== '').join(' ')
}
