import type { Run, Workspace } from '@waybill/core'
import { formatPlace, type Place } from '../place/place.js'
import type { State, View } from '../state/state.js'
import { span } from '../text/line.js'
import { appLines } from './app.js'
import { appsTable } from './apps.js'
import { dashboardLines } from './dashboard.js'
import { sentence } from './doc-lines.js'
import { eventsTable } from './events.js'
import { problemsTable } from './problems.js'
import { planLines } from './run.js'
import { runsTable } from './runs.js'
import { type DocLine, docView, type ScreenView } from './screen-view.js'
import { templateLines } from './template.js'
import { templatesTable } from './templates.js'
import { workspaceLines } from './workspace.js'
import { workspacesTable } from './workspaces.js'

/** What a view shows now. */
export function openScreen(state: State, { place, list }: View): ScreenView {
  const { data } = state
  switch (place.screen) {
    case 'dashboard':
      return docView(dashboardLines(data, state.now), list)
    case 'apps':
      return appsTable(
        countWorkspaces(data.apps, data.workspaces),
        list,
        emptyText(state, 'apps', 'No app. `s` syncs the catalog.'),
      )
    case 'workspaces':
      return workspacesTable(
        data.workspaces,
        list,
        emptyText(state, 'workspaces', 'No workspace. `c` creates one.'),
      )
    case 'runs':
      return runsTable(nameRuns(data.runs, data.names), list, emptyText(state, 'runs', 'No run yet.'))
    case 'problems':
      return problemsTable(
        data.problems,
        list,
        emptyText(state, 'problems', 'No problem: every manifest is fine.'),
      )
    case 'events':
      return eventsTable(data.events, list, emptyText(state, 'events', 'Nothing has happened yet.'))
    case 'templates':
      return templatesTable(data.templates, list, emptyText(state, 'templates', 'No template.'))
    default:
      return docView(itemLines(state, place), list)
  }
}

function itemLines(state: State, place: Extract<Place, { id: string }>): readonly DocLine[] {
  const { data, columns: width, now } = state
  const detail = data.details.get(formatPlace(place))
  if (place.screen === 'template') {
    const template = data.templates.find(({ name }) => name === place.id)
    if (template !== undefined) return templateLines(template, width)
    return data.loaded.has('templates')
      ? notFound(`There is no template "${place.id}".`, width)
      : loading(state)
  }
  if (detail?.kind === 'missing') return notFound(detail.message, width, detail.hint)
  if (place.screen === 'run') {
    const run = findRun(state, place.id)
    return run === undefined
      ? loading(state)
      : planLines(run, width).map(line => ({ line, subject: { kind: 'run', run } as const }))
  }
  if (place.screen === 'app' && detail?.kind === 'app') {
    const workspaces = data.workspaces.filter(({ appSlug }) => appSlug === place.id)
    return appLines({ ...detail, workspaces, width, now, sources: data.sources })
  }
  if (place.screen === 'workspace' && detail?.kind === 'workspace') {
    const workspace = findWorkspace(state, detail.workspace)
    const runs = detail.runs.map(run => findRun(state, run.id) ?? run)
    // Of a workspace that is gone nothing is read any more.
    const resources = workspace.status === 'destroyed' ? [] : detail.resources
    return workspaceLines({ ...detail, workspace, runs, resources, width, now })
  }
  return loading(state)
}

function loading(state: State): readonly DocLine[] {
  return [{ line: [span(waitText(state), 'muted')] }]
}

/** Said of what is not known yet. */
function waitText({ link }: State): string {
  if (link.status !== 'lost') return 'Loading…'
  return `Nothing is known yet; ${link.refused ? 'access is refused' : 'the connection is lost'}.`
}

function notFound(message: string, width: number, hint: string | null = null): readonly DocLine[] {
  return [...sentence(message, width, 'bad'), ...(hint === null ? [] : sentence(hint, width, 'muted'))]
}

function emptyText(
  state: State,
  slice: Parameters<State['data']['loaded']['has']>[0],
  empty: string,
): string {
  return state.data.loaded.has(slice) ? empty : waitText(state)
}

/** The newest that is known of a workspace: the list is newer than an opened page, or the other way round. */
function findWorkspace({ data }: State, opened: Workspace): Workspace {
  const listed = data.workspaces.find(({ id }) => id === opened.id)
  return listed !== undefined && listed.updatedAt > opened.updatedAt ? listed : opened
}

/** A run that is known, by its id. */
export function findRun({ data }: State, id: string): Run | undefined {
  return data.runs.find(run => run.id === id)
}

/** The name of a run's workspace; the end of its id when it is gone. */
export function workspaceName({ data }: State, run: Run): string {
  return data.names.get(run.workspaceId) ?? run.workspaceId.slice(-8)
}

const countWorkspaces = rememberPair((apps: State['data']['apps'], workspaces: readonly Workspace[]) => {
  const counts = new Map<string, number>()
  for (const { appSlug } of workspaces) counts.set(appSlug, (counts.get(appSlug) ?? 0) + 1)
  return apps.map(app => ({ app, workspaces: counts.get(app.slug) ?? 0 }))
})

const nameRuns = rememberPair((runs: readonly Run[], names: ReadonlyMap<string, string>) =>
  runs.map(run => ({ run, workspace: names.get(run.workspaceId) ?? run.workspaceId.slice(-8) })),
)

function rememberPair<A, B, Result>(make: (a: A, b: B) => Result): (a: A, b: B) => Result {
  let last: { readonly a: A; readonly b: B; readonly result: Result } | undefined
  return (a, b) => {
    if (last === undefined || last.a !== a || last.b !== b) last = { a, b, result: make(a, b) }
    return last.result
  }
}
