import type { Key } from '../input/key.js'
import { findBinding } from '../keys/binding.js'
import { moveListTo, scrollList } from '../list/list-state.js'
import { layoutOf, shownScreen, showsLog } from './layout.js'
import { runCommand } from './run-command.js'
import { type State, topView, withList, withNotice } from './state.js'
import { type Step, step } from './step.js'
import { updateBar } from './update-bar.js'
import { updateDialog } from './update-dialog.js'
import { moveLog } from './update-log.js'

/** What a key does: the dialog in front has it first, then the line that is typed, then the screen. */
export function updateKey(state: State, key: Key): Step {
  // Both work everywhere: nobody must be caught.
  if (key.kind === 'key' && key.name === 'ctrl-z') return step(state, { type: 'suspend' })
  if (key.kind === 'key' && key.name === 'ctrl-l') return step(state, { type: 'redraw' })
  if (state.dialog !== null) return updateDialog(state, state.dialog, key)
  if (state.bar !== null) return updateBar(state, state.bar, key)
  switch (key.kind) {
    case 'wheel':
      return scroll(state, key.lines)
    case 'click':
      return step(click(state, key.row))
    case 'paste':
      return step(state)
    case 'key':
      return press(state, key.name)
  }
}

function press(state: State, name: string): Step {
  const binding = findBinding(topView(state).place.screen, name)
  if (binding === undefined) return step(state)
  if (state.readOnly && binding.changes === true) {
    return step(withNotice(state, `Read-only: "${binding.help}" changes something.`, 'warn'))
  }
  return runCommand(state, binding.command)
}

function scroll(state: State, lines: number): Step {
  if (showsLog(state)) return moveLog(state, lines)
  return step(withList(state, scrollList(topView(state).list, lines, shownScreen(state).extent)))
}

function click(state: State, row: number): State {
  if (showsLog(state)) return state
  const { screen, extent } = shownScreen(state)
  const layout = layoutOf(state, screen)
  const above = [layout.header, layout.title, layout.head].filter(Boolean).length + layout.pinned.length
  const index = row - 1 - above
  const { list } = topView(state)
  if (index < 0 || index >= extent.height || list.top + index >= extent.keys.length) return state
  return withList(state, moveListTo(list, list.top + index, extent))
}
