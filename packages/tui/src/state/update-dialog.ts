import type { Confirm, Dialog, Pager } from '../dialog/dialog.js'
import { editField, type Form, moveFocus } from '../dialog/form.js'
import { checkOpenForm, submitForm } from '../dialog/open-form.js'
import type { Key } from '../input/key.js'
import { editText } from '../input/text-input.js'
import { dialogHeight } from './layout.js'
import { call } from './start-calls.js'
import type { State } from './state.js'
import { type Step, step } from './step.js'

/** What a key does while something stands in front. */
export function updateDialog(state: State, dialog: Dialog, key: Key): Step {
  if (key.kind === 'key' && (key.name === 'esc' || key.name === 'ctrl-c'))
    return step({ ...state, dialog: null })
  switch (dialog.kind) {
    case 'pager':
      return updatePager(state, dialog, key)
    case 'confirm':
      return updateConfirm(state, dialog, key)
    case 'form':
      return updateForm(state, dialog, key)
  }
}

function updatePager(state: State, pager: Pager, key: Key): Step {
  if (key.kind === 'key' && (key.name === 'q' || key.name === 'enter' || key.name === '?')) {
    return step({ ...state, dialog: null })
  }
  if (key.kind === 'key' && key.name === 'e' && pager.place !== null) {
    return step({ ...state, dialog: null }, { type: 'edit', ...pager.place })
  }
  return step({ ...state, dialog: { ...pager, top: scrolled(state, pager, key) } })
}

function updateConfirm(state: State, dialog: Confirm, key: Key): Step {
  if (dialog.typed !== null) return updateTyped(state, dialog, key)
  if (key.kind === 'key') {
    if (key.name === 'y') return call({ ...state, dialog: null }, dialog.calls)
    if (key.name === 'n' || key.name === 'q') return step({ ...state, dialog: null })
    if (dialog.other !== null && key.name === dialog.other.key) {
      return call({ ...state, dialog: null }, dialog.other.calls)
    }
  }
  return step({ ...state, dialog: { ...dialog, top: scrolled(state, dialog, key) } })
}

/** Nothing happens before the word is written; a wrong one is no answer. */
function updateTyped(state: State, dialog: Confirm, key: Key): Step {
  if (key.kind === 'key' && key.name === 'enter') {
    return dialog.input.text.trim() === dialog.typed
      ? call({ ...state, dialog: null }, dialog.calls)
      : step(state)
  }
  const input = editText(dialog.input, key)
  return step(input === undefined ? state : { ...state, dialog: { ...dialog, input } })
}

function updateForm(state: State, form: Form, key: Key): Step {
  if (form.busy) return step(state)
  if (key.kind === 'key') {
    const isButton = form.focus === form.fields.length
    if (key.name === 'tab' || key.name === 'down') return step({ ...state, dialog: moveFocus(form, 1) })
    if (key.name === 'shift-tab' || key.name === 'up') return step({ ...state, dialog: moveFocus(form, -1) })
    if (key.name === 'ctrl-s' || (key.name === 'enter' && isButton)) return submitForm(state, form)
    if (key.name === 'enter') return step({ ...state, dialog: moveFocus(form, 1) })
  }
  const edited = editField(form, key)
  return step(edited === form ? state : { ...state, dialog: checkOpenForm(state, form, edited) })
}

function scrolled(state: State, { top, lines }: Pager | Confirm, key: Key): number {
  const height = dialogHeight(state)
  const by = key.kind === 'wheel' ? key.lines : key.kind === 'key' ? scrollKeys(key.name, height) : 0
  return Math.max(0, Math.min(top + by, lines.length - height))
}

function scrollKeys(name: string, height: number): number {
  switch (name) {
    case 'j':
    case 'down':
      return 1
    case 'k':
    case 'up':
      return -1
    case ' ':
    case 'ctrl-f':
    case 'pagedown':
      return height - 1
    case 'ctrl-b':
    case 'pageup':
      return 1 - height
    case 'g':
    case 'home':
      return Number.NEGATIVE_INFINITY
    case 'G':
    case 'end':
      return Number.POSITIVE_INFINITY
    default:
      return 0
  }
}
