import type { Place } from '../place/place.js'
import { type Line, type Span, span } from '../text/line.js'
import { clean, wrapText } from '../text/text-width.js'
import type { DocLine, Subject } from './screen-view.js'

const labelWidth = 12

/** A heading of a page. */
export function heading(text: string, more = ''): DocLine {
  return { line: [span(text, 'title'), span(more === '' ? '' : `  ${more}`, 'muted')] }
}

export const blank: DocLine = { line: [] }

/** A name and its value. */
export function fieldLine(
  name: string,
  value: string | Span | Line,
  more: { readonly target?: Place; readonly subject?: Subject } = {},
): DocLine {
  const spans = typeof value === 'string' ? [span(value)] : 'text' in value ? [value] : value
  const label = span(`${clean(name)} `.padEnd(labelWidth), 'muted')
  return { line: [label, ...spans.map(cleaned)], ...more }
}

/** A list below a heading; a sentence where it is empty. */
export function section(
  title: string,
  lines: readonly DocLine[],
  empty: string,
  count = lines.length,
): readonly DocLine[] {
  const body = lines.length === 0 ? [{ line: [span(`  ${empty}`, 'muted')] }] : lines
  return [blank, heading(title, count === 0 ? '' : String(count)), ...body]
}

/** A row below a heading. */
export function item(
  spans: Line,
  more: { readonly target?: Place | undefined; readonly subject?: Subject } = {},
): DocLine {
  return { line: [span('  '), ...spans.map(cleaned)], target: more.target, subject: more.subject }
}

/** A sentence in as many rows as it takes. */
export function sentence(text: string, width: number, tone: Span['tone'] = 'plain'): readonly DocLine[] {
  return wrapText(clean(text), Math.max(10, width - 2)).map(row => ({ line: [span('  '), span(row, tone)] }))
}

function cleaned(piece: Span): Span {
  return { ...piece, text: clean(piece.text) }
}
