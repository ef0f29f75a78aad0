import type { Confirm, Dialog, Pager } from '../dialog/dialog.js'
import { dialogHeight, hasDialogRule } from '../state/layout.js'
import type { State } from '../state/state.js'
import { fitLine, justify, type Line, span } from '../text/line.js'
import { clean } from '../text/text-width.js'
import { formKeys, formRows } from './form-rows.js'
import { inputSpans } from './input-spans.js'

/** What stands in front: its title, its text, and below them its keys. */
export function dialogRows(state: State, dialog: Dialog): readonly Line[] {
  const height = dialogHeight(state)
  const rows =
    dialog.kind === 'form'
      ? formRows(dialog, { width: state.columns, height })
      : textRows(dialog, state, height)
  const blanks = Array.from({ length: Math.max(0, height - rows.length) }, (): Line => [])
  return [
    titleOf(dialog, state, height),
    ...rows,
    ...blanks,
    ...(hasDialogRule(state) ? [[span('─'.repeat(state.columns), 'muted')]] : []),
    fitLine(keysOf(dialog, state.columns), state.columns),
  ]
}

function titleOf(dialog: Dialog, { columns }: State, height: number): Line {
  const isLong = dialog.kind !== 'form' && dialog.lines.length > height
  const at = isLong
    ? `${dialog.top + 1}–${Math.min(dialog.top + height, dialog.lines.length)} of ${dialog.lines.length}`
    : ''
  return justify([span(clean(dialog.title), 'title')], [span(at, 'muted')], columns)
}

function textRows({ lines, top }: Pager | Confirm, { columns }: State, height: number): readonly Line[] {
  return lines.slice(top, top + height).map(line => fitLine(line, columns))
}

function keysOf(dialog: Dialog, columns: number): Line {
  switch (dialog.kind) {
    case 'pager':
      return [
        ...keyHint('esc', 'close'),
        ...keyHint('j k', 'scroll'),
        ...(dialog.place === null ? [] : keyHint('e', 'edit')),
      ]
    case 'form':
      return formKeys(dialog)
    case 'confirm':
      if (dialog.typed !== null) {
        const ask = `Type ${dialog.typed} and enter: `
        return [
          span(ask, 'warn'),
          ...inputSpans(dialog.input, columns - ask.length),
          span('   '),
          ...keyHint('esc', 'no'),
        ]
      }
      return [
        ...keyHint('y', dialog.yes),
        ...(dialog.other === null ? [] : keyHint(dialog.other.key, dialog.other.label)),
        ...keyHint('n', 'not now'),
        ...keyHint('j k', 'scroll'),
      ]
  }
}

function keyHint(key: string, word: string): Line {
  return [span(key, 'key'), span(` ${word}   `)]
}
