import { completeCommand } from '../command/complete-command.js'
import { runTypedCommand } from '../command/run-typed-command.js'
import type { Key } from '../input/key.js'
import { editText, textInput } from '../input/text-input.js'
import { moveList } from '../list/list-state.js'
import { shownScreen } from './layout.js'
import { type Bar, type State, topView, withList } from './state.js'
import { type Step, step } from './step.js'
import { searchLog } from './update-log.js'

const maxHistory = 50

/** What a key does while something is typed at the bottom. A filter holds while it is typed. */
export function updateBar(state: State, bar: Bar, key: Key): Step {
  if (key.kind === 'key') {
    if (key.name === 'esc' || key.name === 'ctrl-c') return step(abandon(state, bar))
    if (key.name === 'enter') return finish(state, bar)
    if (key.name === 'backspace' && bar.input.text === '') return step(abandon(state, bar))
    if (bar.kind === 'command') {
      if (key.name === 'tab') return step(complete(state, bar))
      if (key.name === 'up') return step(recall(state, bar, 1))
      if (key.name === 'down') return step(recall(state, bar, -1))
    }
  }
  const input = editText(bar.input, key)
  if (input === undefined) return step(state)
  const next = { ...state, bar: { ...bar, input, recall: null } }
  return step(bar.kind === 'filter' ? filtered(next, input.text) : next)
}

function filtered(state: State, filter: string): State {
  const narrowed = withList(state, { ...topView(state).list, filter })
  return withList(narrowed, moveList(topView(narrowed).list, 0, shownScreen(narrowed).extent))
}

function abandon(state: State, bar: Bar): State {
  const closed = { ...state, bar: null }
  return bar.kind === 'filter' ? filtered(closed, bar.before) : closed
}

function finish(state: State, { kind, input }: Bar): Step {
  const closed = { ...state, bar: null }
  const text = input.text.trim()
  if (kind === 'filter') return step(closed)
  if (kind === 'search') return text === '' ? step(closed) : searchLog(closed, text.toLowerCase(), 1)
  if (text === '') return step(closed)
  const history = [text, ...state.history.filter(entry => entry !== text)].slice(0, maxHistory)
  return runTypedCommand({ ...closed, history }, text)
}

function complete(state: State, bar: Bar): State {
  const [first] = completeCommand(state, bar.input.text)
  return first === undefined ? state : { ...state, bar: { ...bar, input: textInput(first) } }
}

/** Through the history; below its newest entry stands an empty line. */
function recall(state: State, bar: Bar, by: number): State {
  const at = Math.min((bar.recall ?? -1) + by, state.history.length - 1)
  const text = state.history[at] ?? ''
  return { ...state, bar: { ...bar, input: textInput(text), recall: at < 0 ? null : at } }
}
