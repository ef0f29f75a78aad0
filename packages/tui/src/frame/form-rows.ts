import type { Field, Form } from '../dialog/form.js'
import { fitLine, type Line, span } from '../text/line.js'
import { clean, fitText, widthOf, wrapText } from '../text/text-width.js'
import { inputSpans } from './input-spans.js'

const maxLabel = 28

/** A form as rows: those around the focus where not all fit. */
export function formRows(
  form: Form,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Line[] {
  const labels = form.fields.map(field => widthOf(labelOf(field)))
  const labelWidth = Math.min(maxLabel, Math.floor(width / 2), Math.max(8, ...labels))
  const blocks = [
    ...form.fields.map((field, at) => fieldRows(field, { width, labelWidth, isHere: at === form.focus })),
    buttonRows(form, width),
  ]
  const before = blocks.slice(0, form.focus + 1).reduce((sum, rows) => sum + rows.length, 0)
  return blocks.flat().slice(Math.max(0, before - height), Math.max(height, before))
}

function fieldRows(
  field: Field,
  {
    width,
    labelWidth,
    isHere,
  }: { readonly width: number; readonly labelWidth: number; readonly isHere: boolean },
): readonly Line[] {
  const room = Math.max(4, width - labelWidth - 3)
  const row: Line = [
    span(isHere ? '❯ ' : '  ', 'key'),
    span(fitText(labelOf(field), labelWidth), isHere ? 'title' : 'muted'),
    span(' '),
    ...valueSpans(field, { isHere, room }),
  ]
  const below = field.error ?? (isHere ? field.help : '')
  const sign = field.error === null ? '' : '✗ '
  const notes = below === '' ? [] : wrapText(`${sign}${clean(below)}`, room).slice(0, 3)
  return [
    fitLine(row, width),
    ...notes.map(text =>
      fitLine([span(' '.repeat(labelWidth + 3)), span(text, field.error === null ? 'muted' : 'bad')], width),
    ),
  ]
}

function labelOf({ label, required }: Field): string {
  return `${clean(label)}${required ? ' *' : ''}`
}

function valueSpans(
  { choices, input, type }: Field,
  { isHere, room }: { readonly isHere: boolean; readonly room: number },
): Line {
  if (choices.length > 0) {
    const text = input.text === '' ? '(not set)' : clean(input.text)
    return isHere ? [span('◂ ', 'key'), span(text), span(' ▸', 'key')] : [span(text)]
  }
  const shown = type === 'secret' ? { ...input, text: '•'.repeat(Array.from(input.text).length) } : input
  return isHere
    ? inputSpans(shown, room)
    : [span(shown.text === '' ? '–' : clean(shown.text), shown.text === '' ? 'muted' : 'plain')]
}

function buttonRows({ fields, focus, button, busy, error }: Form, width: number): readonly Line[] {
  const isHere = focus === fields.length
  const text = busy ? `◐ ${button}…` : `[ ${button} ]`
  const errors = error === null ? [] : wrapText(`✗ ${clean(error)}`, width - 2).slice(0, 4)
  return [
    fitLine([], width),
    ...errors.map(row => [span('  '), span(row, 'bad')] as Line),
    [span(isHere ? '❯ ' : '  ', 'key'), span(text, isHere ? 'key' : 'plain')],
  ]
}

/** The keys of a form. */
export function formKeys({ button }: Form): Line {
  return [
    span('tab', 'key'),
    span(' next   '),
    span('←→', 'key'),
    span(' choose   '),
    span('ctrl-s', 'key'),
    span(` ${button.toLowerCase()}   `),
    span('esc', 'key'),
    span(' leave'),
  ]
}
