import type { AppStatus, Run, RunStatus, Workspace, WorkspaceStatus } from '@waybill/core'
import type { Data } from '../data/data.js'
import { countOf } from '../text/count-of.js'
import { span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { fitText } from '../text/text-width.js'
import { clockTime } from '../text/time.js'
import { fieldLine, heading, item, section } from './doc-lines.js'
import { runStatusSpan, tookText } from './runs.js'
import type { DocLine } from './screen-view.js'
import { leftSpan } from './workspaces.js'

const ended: readonly RunStatus[] = ['applied', 'planned_and_finished', 'errored', 'canceled', 'discarded']
const endsSoonMs = 24 * 3_600_000
const maxRows = 8

/** What is there, what is broken, what runs, what ends soon. */
export function dashboardLines(data: Data, now: number): readonly DocLine[] {
  const running = data.runs.filter(({ status }) => !ended.includes(status))
  const soon = data.workspaces
    .filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) - now < endsSoonMs)
    .toSorted((a, b) => Date.parse(a.expiresAt ?? '') - Date.parse(b.expiresAt ?? ''))
  return [
    heading('Now'),
    fieldLine('apps', countApps(data), { target: { screen: 'apps' } }),
    fieldLine('workspaces', countWorkspaces(data), { target: { screen: 'workspaces' } }),
    fieldLine('runs', countRuns(data, running), { target: { screen: 'runs' } }),
    fieldLine('problems', countProblems(data), { target: { screen: 'problems' } }),
    fieldLine('templates', String(data.templates.length), { target: { screen: 'templates' } }),
    ...health(data),
    ...section('Broken', brokenLines(data), said(data, 'Nothing is broken.')),
    ...section(
      'Running',
      running.slice(0, maxRows).map(run => runLine(data, run, now)),
      said(data, 'Nothing runs.'),
    ),
    ...section(
      'Ends soon',
      soon.slice(0, maxRows).map(workspace => soonLine(workspace, now)),
      said(data, 'Nothing ends within a day.'),
    ),
    ...section('Latest', latestLines(data), said(data, 'Nothing has happened yet.')),
  ]
}

/** Nothing is said of what is not known yet. */
function said({ loaded }: Data, text: string): string {
  return loaded.has('runs') && loaded.has('workspaces') && loaded.has('apps') ? text : '…'
}

function health({ health }: Data): readonly DocLine[] {
  if (health === null) return []
  const { database, source } = health
  const bad = [
    ...(database.ok ? [] : [`The database does not answer: ${database.error ?? 'no reason is known'}`]),
    ...(source.ok ? [] : [`The source is away: ${source.error ?? 'no reason is known'}`]),
  ]
  return [
    fieldLine(
      'source',
      `${source.location}${source.commit === undefined ? '' : ` at ${source.commit.slice(0, 10)}`}`,
    ),
    fieldLine(
      'catalog',
      health.catalogVersion === null ? 'never synced' : `version ${health.catalogVersion}`,
    ),
    ...bad.map(text => fieldLine('health', span(`✗ ${text}`, 'bad'))),
  ]
}

function countApps({ apps, loaded }: Data) {
  if (!loaded.has('apps')) return [span('…', 'muted')]
  return counts(
    apps.length,
    tally(apps, ({ status }) => status),
  )
}

function countWorkspaces({ workspaces, loaded }: Data) {
  if (!loaded.has('workspaces')) return [span('…', 'muted')]
  return counts(
    workspaces.length,
    tally(workspaces, ({ status }) => status),
  )
}

function countRuns({ runs }: Data, running: readonly Run[]) {
  return [
    span(`${runs.length}   `),
    ...(running.length === 0 ? [] : [span(`◐ ${running.length} going on`, 'busy')]),
  ]
}

function countProblems({ problems }: Data) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.filter(({ severity }) => severity === 'warning').length
  return [
    span(`${problems.length}   `),
    ...(errors === 0 ? [] : [statusSpan('error', countOf(errors, 'error')), span('  ')]),
    ...(warnings === 0 ? [] : [statusSpan('warning', countOf(warnings, 'warning'))]),
  ]
}

function counts(total: number, tallied: ReadonlyMap<AppStatus | WorkspaceStatus, number>) {
  const parts = Array.from(tallied, ([status, count]) => [
    statusSpan(status, `${count} ${status}`),
    span('  '),
  ])
  return [span(`${total}`.padEnd(4)), ...parts.flat()]
}

function tally<Row, Value>(rows: readonly Row[], read: (row: Row) => Value): ReadonlyMap<Value, number> {
  const found = new Map<Value, number>()
  for (const row of rows) found.set(read(row), (found.get(read(row)) ?? 0) + 1)
  return found
}

function brokenLines({ apps, workspaces }: Data): readonly DocLine[] {
  const failed = workspaces.filter(({ status }) => status === 'failed')
  const broken = apps.filter(({ status }) => status === 'invalid' || status === 'broken')
  return [
    ...failed.map(workspace =>
      item(
        [
          span('workspace  ', 'muted'),
          span(fitText(workspace.name, 22), 'accent'),
          statusSpan('failed'),
          span(`  ${workspace.error?.message ?? ''}`, 'muted'),
        ],
        { target: { screen: 'workspace', id: workspace.name }, subject: { kind: 'workspace', workspace } },
      ),
    ),
    ...broken.map(row =>
      item(
        [
          span('app        ', 'muted'),
          span(fitText(row.slug, 22), 'accent'),
          statusSpan(row.status),
          span(`  ${countOf(row.errors, 'error')}`, 'muted'),
        ],
        { target: { screen: 'app', id: row.slug }, subject: { kind: 'app', slug: row.slug, row } },
      ),
    ),
  ].slice(0, maxRows)
}

function runLine({ names }: Data, run: Run, now: number): DocLine {
  const name = names.get(run.workspaceId) ?? run.workspaceId.slice(-8)
  const why = run.waiting === null ? '' : `  ${run.waiting}`
  return item(
    [
      span(fitText(name, 22), 'accent'),
      span(` ${fitText(run.kind, 10)}`),
      runStatusSpan(run),
      span(` ${tookText(run, now)}`, 'muted'),
      span(why, 'muted'),
    ],
    { target: { screen: 'run', id: run.id }, subject: { kind: 'run', run } },
  )
}

function soonLine(workspace: Workspace, now: number): DocLine {
  return item(
    [
      span(fitText(workspace.name, 22), 'accent'),
      span(' in '),
      leftSpan(workspace.expiresAt, now),
      span(`  ${workspace.owner ?? ''}`, 'muted'),
    ],
    { target: { screen: 'workspace', id: workspace.name }, subject: { kind: 'workspace', workspace } },
  )
}

function latestLines({ events }: Data): readonly DocLine[] {
  return events
    .slice(0, maxRows)
    .map(event =>
      item(
        [
          span(`${clockTime(event.at)} `, 'muted'),
          span(fitText(event.type, 22)),
          span(event.subject.name ?? '', 'accent'),
          span(`  ${event.actor ?? ''}`, 'muted'),
        ],
        { target: { screen: 'events' }, subject: { kind: 'event', value: event } },
      ),
    )
}
