import stringWidth from 'string-width'
import type { Range } from './diagnostic.js'
import { printable } from './printable.js'

/** What of a text is shown, and how wide. */
export interface SourceFrameOptions {
  readonly text: string
  readonly range: Range
  /** Terminal columns that the frame may take; longer lines are cut around the range. */
  readonly width: number
  /** Lines shown before and after the one with the range. */
  readonly context: number
}

/** A line of a frame, not yet painted. `carets` are under the part of the line that is meant. */
export interface FrameLine {
  readonly number: number
  readonly text: string
  readonly carets?: string
}

/** A tab goes on to the next multiple of this many columns. */
const tabColumns = 4
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The lines around a range, with carets under it that are right for tabs and for characters that are two
 * columns wide. A range over several lines is marked on its first one. Text is made printable.
 */
export function sourceFrame({ text, range, width, context }: SourceFrameOptions): readonly FrameLine[] {
  const lines = text.split(/\r\n|\n|\r/)
  const marked = Math.min(range.start.line, lines.length)
  const main = cutLine(lines[marked - 1] ?? '', range, width)
  const frame: FrameLine[] = []
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length
  for (let number = marked - context; number <= marked + context; number++) {
    if (number === marked) frame.push({ number, text: main.text, carets: main.carets })
    else if (number >= 1 && number <= last)
      frame.push({ number, text: windowOf(cellsOf((lines[number - 1] ?? '').slice(0, reach)), 0, width) })
  }
  return frame
}

interface Cell {
  readonly text: string
  readonly columns: number
  /** Index into the line, in UTF-16 code units. */
  readonly index: number
}

/** The line as what it takes on a terminal, tabs as spaces. */
function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = []
  let column = 0
  const safe = line
    .split('\t')
    .map(part => printable(part))
    .join('\t')
  for (const { segment, index } of segmenter.segment(safe)) {
    const columns = segment === '\t' ? tabColumns - (column % tabColumns) : stringWidth(segment)
    cells.push({ text: segment === '\t' ? ' '.repeat(columns) : segment, columns, index })
    column += columns
  }
  return cells
}

/** A line is looked at in this many characters around what is shown, so that very long ones cost no time. */
const reach = 2000

function cutLine(line: string, range: Range, width: number): { text: string; carets: string } {
  const startIndex = Math.min(range.start.column - 1, line.length)
  const endIndex = range.end.line === range.start.line ? range.end.column - 1 : line.length
  const from = Math.max(0, startIndex - reach)
  const cells = cellsOf(line.slice(from, startIndex + reach))
  const isBefore = (index: number) => (cell: Cell) => cell.index + from < index
  const before = columnsOf(cells.filter(isBefore(startIndex)))
  const length = Math.max(1, columnsOf(cells.filter(isBefore(endIndex))) - before)
  // A third of the room is for what leads up to the range, and the range begins in any case.
  const isTooLong = from > 0 || columnsOf(cells) > width
  const skipped = isTooLong && before + length > width - 1 ? Math.max(0, before - Math.floor(width / 3)) : 0
  const text = windowOf(cells, skipped, width)
  const shown = Math.max(0, Math.min(length, width - (before - skipped)))
  return { text, carets: ' '.repeat(before - skipped) + '^'.repeat(Math.max(1, shown)) }
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0)
}

/** The columns from `skipped` on, at most `width` of them, with an ellipsis where something is left out. */
function windowOf(cells: readonly Cell[], skipped: number, width: number): string {
  const isCut = columnsOf(cells) - skipped > width
  let shown = ''
  let column = 0
  for (const cell of cells) {
    const position = column - skipped
    column += cell.columns
    if (position < 0) continue
    if (shown === '' && position > 0) shown = ' '.repeat(position)
    if (position + cell.columns > (isCut ? width - 1 : width)) break
    shown += skipped > 0 && position < 1 ? `…${' '.repeat(Math.max(0, cell.columns - 1))}` : cell.text
  }
  return isCut ? `${shown}…` : shown.trimEnd()
}
