import type { Diagnostic, Run, Workspace } from '@waybill/core'
import { openCreateForm, openExtendForm, openUpdateForm } from '../dialog/open-form.js'
import type { CommandName } from '../keys/binding.js'
import { formatPlace } from '../place/place.js'
import { placeOf } from '../screens/problems.js'
import { findRun } from '../screens/screen.js'
import type { Subject } from '../screens/screen-view.js'
import { type Line, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { askApproval, askDestroy, confirm, editorPlace, pager } from './ask.js'
import { shownScreen } from './layout.js'
import { goInto } from './navigate.js'
import { call } from './start-calls.js'
import { type State, topView, withNotice } from './state.js'
import { type Step, step } from './step.js'

/** Does something with what is under the cursor, or with all that is marked. */
export function act(state: State, command: CommandName): Step {
  switch (command) {
    case 'describe':
      return describe(state)
    case 'copy':
      return copy(state)
    case 'browse':
      return browse(state)
    case 'edit':
      return edit(state)
    case 'log':
      return openLatestRun(state)
    case 'sync':
      return call(state, [{ kind: 'sync', options: {}, label: 'sync' }])
    case 'check':
      return checkTemplate(state)
    case 'create':
      return step(openCreateForm(state, appOf(state), templateOf(state)))
    case 'update':
      return forWorkspaces(state, 'update', ([first]) =>
        step(first === undefined ? state : openUpdateForm(state, first)),
      )
    case 'plan':
    case 'refresh':
      return forWorkspaces(state, command, workspaces =>
        call(
          state,
          workspaces.map(({ id, name }) => ({
            kind: 'start',
            id,
            input: { kind: command },
            label: `${command} ${name}`,
          })),
        ),
      )
    case 'extend':
      return forWorkspaces(state, 'extend', workspaces => step(openExtendForm(state, workspaces)))
    case 'destroy':
      return forWorkspaces(state, 'destroy', workspaces => step(askDestroy(state, workspaces)))
    case 'approve':
      return forRuns(state, 'approve', ([first]) =>
        step(first === undefined ? state : askApproval(state, first)),
      )
    case 'discard':
    case 'retry':
      return forRuns(state, command, runs =>
        call(
          state,
          runs.map(run => ({ kind: command, id: run.id, label: `${command} the ${run.kind}` })),
        ),
      )
    case 'cancel':
      return cancel(state)
    default:
      return step(state)
  }
}

/** What is under the cursor; on the page of one thing, that thing where the row is nothing of its own. */
function subjectUnderCursor(state: State): Subject | undefined {
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
function subjects(state: State): readonly Subject[] {
  const { list, place } = topView(state)
  const { screen, extent } = shownScreen(state)
  const marked = extent.keys.flatMap((key, index) => (list.marks.has(key) ? [screen.subject(index)] : []))
  const found =
    marked.length > 0 ? marked : [screen.subject(list.index), subjectOfPlace(state, formatPlace(place))]
  return found.filter(subject => subject !== undefined)
}

function workspacesOf(state: State): readonly Workspace[] {
  const found = subjects(state).flatMap(subject => {
    if (subject.kind === 'workspace') return [subject.workspace]
    if (subject.kind !== 'run') return []
    return state.data.workspaces.filter(({ id }) => id === subject.run.workspaceId)
  })
  return Array.from(new Map(found.map(workspace => [workspace.id, workspace])).values())
}

function runsOf(state: State): readonly Run[] {
  const found = subjects(state).flatMap(subject => {
    if (subject.kind === 'run') return [findRun(state, subject.run.id) ?? subject.run]
    if (subject.kind !== 'workspace') return []
    const { activeRun, currentRun } = subject.workspace
    return [findRun(state, activeRun?.id ?? currentRun.id) ?? currentRun]
  })
  return Array.from(new Map(found.map(run => [run.id, run])).values())
}

function forWorkspaces(
  state: State,
  action: Workspace['actions'][number],
  use: (workspaces: readonly Workspace[]) => Step,
): Step {
  const all = workspacesOf(state)
  const legal = all.filter(({ actions }) => actions.includes(action))
  if (legal.length > 0) return use(legal)
  const [first] = all
  if (first === undefined) return step(withNotice(state, 'There is no workspace under the cursor.', 'warn'))
  const can = first.actions.length === 0 ? 'nothing' : first.actions.join(', ')
  return step(
    withNotice(state, `${first.name} is ${first.status}: cannot ${action} now. It can: ${can}.`, 'warn'),
  )
}

function forRuns(state: State, action: Run['actions'][number], use: (runs: readonly Run[]) => Step): Step {
  const all = runsOf(state)
  const legal = all.filter(({ actions }) => actions.includes(action))
  if (legal.length > 0) return use(legal)
  const [first] = all
  if (first === undefined) return step(withNotice(state, 'There is no run under the cursor.', 'warn'))
  const can = first.actions.length === 0 ? 'nothing' : first.actions.join(', ')
  return step(
    withNotice(
      state,
      `The ${first.kind} is ${first.status.replaceAll('_', ' ')}: cannot ${action} now. It can: ${can}.`,
      'warn',
    ),
  )
}

function cancel(state: State): Step {
  const runs = runsOf(state)
  const forced = runs.filter(run => run.actions.includes('force-cancel') || isLongCanceled(run, state.now))
  const [first] = forced
  if (first !== undefined) {
    return step({
      ...state,
      dialog: confirm({
        title: 'Kill what it runs?',
        lines: [
          [
            span(
              'It was asked to stop and has not yet. Killed now, what it is making may stay behind unknown.',
              'bad',
            ),
          ],
        ],
        calls: [{ kind: 'cancel', id: first.id, force: true, label: `force-cancel the ${first.kind}` }],
        yes: 'kill',
      }),
    })
  }
  return forRuns(state, 'cancel', legal =>
    call(
      state,
      legal.map(run => ({ kind: 'cancel', id: run.id, label: `cancel the ${run.kind}` })),
    ),
  )
}

const forceAfterMs = 10_000

/** Its list of actions was read before it could be forced; nothing happens then that would tell. */
function isLongCanceled({ cancelRequestedAt, endedAt, forceRequestedAt, status }: Run, now: number): boolean {
  if (cancelRequestedAt === null || endedAt !== null || forceRequestedAt !== null || status === 'pending')
    return false
  return now - Date.parse(cancelRequestedAt) > forceAfterMs
}

function describe(state: State): Step {
  const subject = subjectUnderCursor(state)
  if (subject === undefined) return step(withNotice(state, 'There is nothing to describe here.', 'warn'))
  const { title, value } = described(state, subject)
  const lines = JSON.stringify(value, null, 2)
    .split('\n')
    .map((line): Line => [span(clean(line))])
  return step({ ...state, dialog: pager(title, lines) })
}

function described(state: State, subject: Subject): { readonly title: string; readonly value: unknown } {
  switch (subject.kind) {
    case 'app': {
      const detail = state.data.details.get(`apps/${subject.slug}`)
      const { text: _text, ...row } = subject.row ?? { text: '' }
      return { title: `app ${clean(subject.slug)}`, value: detail?.kind === 'app' ? detail.app : row }
    }
    case 'workspace':
      return { title: `workspace ${clean(subject.workspace.name)}`, value: subject.workspace }
    case 'run':
      return { title: `run ${subject.run.id}`, value: subject.run }
    case 'problem':
      return { title: `${subject.problem.code} ${clean(placeOf(subject.problem))}`, value: subject.problem }
    case 'template':
      return { title: `template ${clean(subject.template.name)}`, value: subject.template }
    case 'event':
      return { title: 'event', value: subject.value }
    case 'text':
      return { title: 'text', value: subject.text }
  }
}

function copy(state: State): Step {
  const subject = subjectUnderCursor(state)
  const text = subject === undefined ? undefined : textOf(subject)
  if (text === undefined) return step(withNotice(state, 'There is nothing to copy here.', 'warn'))
  return step(withNotice(state, `Copied ${clean(text)}`, 'ok'), { type: 'copy', text })
}

/** What is worth to have of a thing: its first endpoint, else its name. */
function textOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'app':
      return subject.slug
    case 'workspace':
      return Object.values(subject.workspace.endpoints)[0] ?? subject.workspace.name
    case 'run':
      return subject.run.id
    case 'problem':
      return placeOf(subject.problem)
    case 'template':
      return subject.template.name
    case 'text':
      return subject.text
    case 'event':
      return JSON.stringify(subject.value)
  }
}

function browse(state: State): Step {
  const subject = subjectUnderCursor(state)
  const url =
    subject?.kind === 'text'
      ? subject.url
      : subject?.kind === 'workspace'
        ? Object.values(subject.workspace.endpoints)[0]
        : undefined
  if (url === undefined) return step(withNotice(state, 'There is no endpoint here.', 'warn'))
  if (!/^https?:\/\//.test(url))
    return step(withNotice(state, `Only http addresses are opened, not ${clean(url)}.`, 'warn'))
  return step(withNotice(state, `Opening ${clean(url)}`), { type: 'open', url })
}

function edit(state: State): Step {
  const subject = subjectUnderCursor(state)
  if (subject?.kind === 'problem') return step(state, editorPlace(subject.problem))
  if (subject?.kind !== 'app') return step(withNotice(state, 'There is nothing to edit here.', 'warn'))
  const detail = state.data.details.get(`apps/${subject.slug}`)
  if (detail?.kind === 'app') {
    const worst: Diagnostic | undefined = detail.app.diagnostics[0]
    if (worst !== undefined) return step(state, editorPlace(worst))
    return step(state, { type: 'edit', file: detail.app.source.file, line: 1, column: 1 })
  }
  const known = state.data.problems.find(({ file }) => file.startsWith(`${subject.slug}/`))
  if (known !== undefined) return step(state, editorPlace(known))
  return step(state, { type: 'edit', file: `${subject.slug}/app-manifest.json`, line: 1, column: 1 })
}

function openLatestRun(state: State): Step {
  const [run] = runsOf(state)
  if (run === undefined) return step(withNotice(state, 'There is no run under the cursor.', 'warn'))
  return step(goInto(state, { screen: 'run', id: run.id }))
}

function checkTemplate(state: State): Step {
  const template = templateOf(state)
  if (template === undefined) return step(withNotice(state, 'There is no template under the cursor.', 'warn'))
  return call(state, [{ kind: 'check-template', name: template, label: `check ${template}` }])
}

function appOf(state: State): string | undefined {
  const subject = subjectUnderCursor(state)
  if (subject?.kind === 'app') return subject.slug
  const { place } = topView(state)
  if (place.screen === 'app') return place.id
  return undefined
}

function templateOf(state: State): string | undefined {
  const subject = subjectUnderCursor(state)
  return subject?.kind === 'template' ? subject.template.name : undefined
}
