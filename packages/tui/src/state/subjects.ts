import type { Run, Workspace } from '@waybill/core'
import { formatPlace } from '../place/place.js'
import { findRun } from '../screens/screen.js'
import type { Subject } from '../screens/screen-view.js'
import { shownScreen } from './layout.js'
import { type State, topView } from './state.js'

/** What is under the cursor; on the page of one thing, that thing where the row is nothing of its own. */
export function subjectUnderCursor(state: State): Subject | undefined {
  const { place, list } = topView(state)
  const own = shownScreen(state).screen.subject(list.index)
  return own ?? subjectOfPlace(state, formatPlace(place))
}

function subjectOfPlace(state: State, path: string): Subject | undefined {
  const { place } = topView(state)
  const detail = state.data.details.get(path)
  if (detail?.kind === 'workspace') {
    const workspace = state.data.workspaces.find(({ id }) => id === detail.workspace.id) ?? detail.workspace
    return { kind: 'workspace', workspace }
  }
  if (detail?.kind === 'app') return { kind: 'app', slug: detail.app.slug, row: undefined }
  if (!('id' in place)) return undefined
  if (place.screen === 'run') {
    const run = findRun(state, place.id)
    return run === undefined ? undefined : { kind: 'run', run }
  }
  const template = state.data.templates.find(({ name }) => name === place.id)
  return place.screen === 'template' && template !== undefined ? { kind: 'template', template } : undefined
}

/** What is marked, else what is under the cursor, else what the page is about. */
export function subjects(state: State): readonly Subject[] {
  const { list, place } = topView(state)
  const { screen, extent } = shownScreen(state)
  const marked = extent.keys.flatMap((key, index) => (list.marks.has(key) ? [screen.subject(index)] : []))
  const found =
    marked.length > 0 ? marked : [screen.subject(list.index), subjectOfPlace(state, formatPlace(place))]
  return found.filter(subject => subject !== undefined)
}

/** The workspaces among what a key acts on, and those of its runs. */
export function workspacesOf(state: State): readonly Workspace[] {
  const found = subjects(state).flatMap(subject => {
    if (subject.kind === 'workspace') return [subject.workspace]
    if (subject.kind !== 'run') return []
    return state.data.workspaces.filter(({ id }) => id === subject.run.workspaceId)
  })
  return Array.from(new Map(found.map(workspace => [workspace.id, workspace])).values())
}

/** The runs among what a key acts on, and the newest ones of its workspaces. */
export function runsOf(state: State): readonly Run[] {
  const found = subjects(state).flatMap(subject => {
    if (subject.kind === 'run') return [findRun(state, subject.run.id) ?? subject.run]
    if (subject.kind !== 'workspace') return []
    const { activeRun, currentRun } = subject.workspace
    return [findRun(state, activeRun?.id ?? currentRun.id) ?? currentRun]
  })
  return Array.from(new Map(found.map(run => [run.id, run])).values())
}
