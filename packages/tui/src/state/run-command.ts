import { textInput } from '../input/text-input.js'
import type { CommandName } from '../keys/command-name.js'
import { helpLines } from '../keys/help.js'
import { moveList, moveListTo, toggleMark } from '../list/list-state.js'
import { nextSort } from '../list/sort.js'
import { rootScreens } from '../place/place.js'
import { act } from './act.js'
import { filesOf, pager } from './ask.js'
import { shownScreen, showsLog } from './layout.js'
import { goBack, goInto, goTo } from './navigate.js'
import { type Bar, type State, topView, withList, withNotice } from './state.js'
import { type Step, step } from './step.js'
import { jumpLog, moveLog, searchLog } from './update-log.js'

/** Does what a key is bound to. */
export function runCommand(state: State, command: CommandName): Step {
  switch (command) {
    case 'down':
      return move(state, 1)
    case 'up':
      return move(state, -1)
    case 'page-down':
      return move(state, pageOf(state))
    case 'page-up':
      return move(state, -pageOf(state))
    case 'first':
      return jump(state, 'start')
    case 'last':
      return jump(state, 'end')
    case 'open':
      return open(state)
    case 'back':
      return back(state)
    case 'quit':
      return step(state, { type: 'quit' })
    case 'suspend':
      return step(state, { type: 'suspend' })
    case 'redraw':
      return step(state, { type: 'redraw' })
    case 'help':
      return step({ ...state, dialog: pager('Help', helpLines(topView(state).place.screen, state)) })
    case 'command':
      return step(openBar(state, 'command', ''))
    case 'filter':
      return step(openBar(state, 'filter', topView(state).list.filter))
    case 'mark':
      return mark(state)
    case 'mark-all':
      return step(markAll(state))
    case 'sort-next':
      return step(sort(state, 1))
    case 'sort-previous':
      return step(sort(state, -1))
    case 'sort-reverse':
      return step(reverse(state))
    case 'root-1':
    case 'root-2':
    case 'root-3':
    case 'root-4':
    case 'root-5':
    case 'root-6':
    case 'root-7':
      return step(goTo(state, { screen: rootScreens[Number(command.slice(5)) - 1] ?? 'dashboard' }))
    case 'log-follow':
      return follow(state)
    case 'log-wrap':
      return withLog(state, log => ({ ...log, wrap: !log.wrap }))
    case 'log-times':
      return withLog(state, log => ({ ...log, times: !log.times }))
    case 'log-search':
      // The plan is a page of text like any other.
      if (!showsLog(state)) return step(openBar(state, 'filter', topView(state).list.filter))
      return step(openBar(state, 'search', state.log?.search?.query ?? ''))
    case 'log-next':
      return searchLog(state, state.log?.search?.query ?? '', 1)
    case 'log-previous':
      return searchLog(state, state.log?.search?.query ?? '', -1)
    case 'log-error':
      return searchLog(state, '', 1)
    case 'show-plan':
      return step({ ...state, showsPlan: !state.showsPlan })
    default:
      return act(state, command)
  }
}

function pageOf(state: State): number {
  return Math.max(1, shownScreen(state).extent.height - 1)
}

function move(state: State, by: number): Step {
  if (showsLog(state)) return moveLog(state, by)
  return step(withList(state, moveList(topView(state).list, by, shownScreen(state).extent)))
}

function jump(state: State, to: 'start' | 'end'): Step {
  if (showsLog(state)) return jumpLog(state, to)
  const { extent } = shownScreen(state)
  const index = to === 'start' ? 0 : extent.keys.length - 1
  return step(withList(state, moveListTo(topView(state).list, index, extent)))
}

function open(state: State): Step {
  const { screen } = shownScreen(state)
  const { list } = topView(state)
  const target = screen.target(list.index)
  if (target !== undefined) return step(goInto(state, target))
  const subject = screen.subject(list.index)
  if (subject?.kind === 'event') return act(state, 'describe')
  if (subject?.kind === 'problem') {
    const { problem } = subject
    return step(state, { type: 'read-sources', files: filesOf(problem), show: problem })
  }
  return step(state)
}

/** First what narrows the list goes, then the place. */
function back(state: State): Step {
  const { list } = topView(state)
  if (state.log?.search && showsLog(state)) return withLog(state, log => ({ ...log, search: null }))
  if (list.filter !== '') return step(withList(state, { ...list, filter: '' }))
  if (list.marks.size > 0) return step(withList(state, { ...list, marks: new Set() }))
  if (state.showsPlan) return step({ ...state, showsPlan: false })
  if (state.views.length === 1) return step(withNotice(state, 'This is the first screen; `q` quits.'))
  return step(goBack(state))
}

function openBar(state: State, kind: Bar['kind'], text: string): State {
  return { ...state, notice: null, bar: { kind, input: textInput(text), recall: null, before: text } }
}

function mark(state: State): Step {
  return move(withList(state, toggleMark(topView(state).list)), 1)
}

function markAll(state: State): State {
  const { list } = topView(state)
  const { keys } = shownScreen(state).extent
  const isAll = keys.every(key => list.marks.has(key))
  return withList(state, { ...list, marks: new Set(isAll ? [] : keys) })
}

function sort(state: State, by: 1 | -1): State {
  const { list } = topView(state)
  const { columns } = shownScreen(state).screen
  const next = nextSort(columns, list.sort, by)
  const name = columns.find(({ id }) => id === next?.column)?.title
  const said = name === undefined ? 'Sorted as they came.' : `Sorted by ${name}; \`=\` reverses.`
  return withNotice(resettled(withList(state, { ...list, sort: next })), said)
}

function reverse(state: State): State {
  const { list } = topView(state)
  const { columns } = shownScreen(state).screen
  const current = list.sort ?? { column: columns[0]?.id ?? '', descending: false }
  return resettled(withList(state, { ...list, sort: { ...current, descending: !current.descending } }))
}

/** The cursor stays with its row in the new order. */
function resettled(state: State): State {
  return withList(state, moveList(topView(state).list, 0, shownScreen(state).extent))
}

function follow(state: State): Step {
  if (state.log === null) return step(state)
  if (!state.log.follow) return jumpLog(state, 'end')
  const top = Math.max(0, state.log.lines.length - shownScreen(state).extent.height)
  return withLog(state, log => ({ ...log, follow: false, top }))
}

function withLog(state: State, change: (log: NonNullable<State['log']>) => State['log']): Step {
  return step(state.log === null ? state : { ...state, log: change(state.log) })
}
