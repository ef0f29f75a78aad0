import { fitLine, type Line, type Span, span } from '../text/line.js'
import { clean, fitText } from '../text/text-width.js'
import type { Sort } from './list-state.js'

/** One column of a table. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** Columns it takes; with `flex` the least. */
  readonly width: number
  /** Share of what is left over. */
  readonly flex?: number
  readonly align?: 'left' | 'right'
  /** The first to go where there is little room has the highest number; 0 always stays. */
  readonly priority: number
  readonly cell: (row: Row, now: number) => Span
  /** What it is sorted by; default its text. */
  readonly sortBy?: (row: Row) => string | number
}

/** A column with the width it has now. */
export interface SizedColumn<Row> {
  readonly column: Column<Row>
  readonly width: number
}

const gap = 1

/** Chooses the columns that fit and gives what is left over to those that can use it. */
export function layoutColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
): readonly SizedColumn<Row>[] {
  let kept = columns
  while (kept.length > 1 && needed(kept) > width) kept = dropLeastNeeded(kept)
  const spare = Math.max(0, width - needed(kept))
  const shares = kept.reduce((sum, { flex = 0 }) => sum + flex, 0)
  return kept.map(column => ({
    column,
    width:
      kept.length === 1
        ? width
        : column.width + (shares === 0 ? 0 : Math.floor((spare * (column.flex ?? 0)) / shares)),
  }))
}

function needed<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, column) => sum + column.width + gap, -gap)
}

function dropLeastNeeded<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const worst = columns.reduce((a, b) => (b.priority >= a.priority ? b : a))
  return columns.filter(column => column !== worst)
}

/** The row of titles; the sorted column says so. */
export function headLine<Row>(columns: readonly SizedColumn<Row>[], sort: Sort | null, width: number): Line {
  const cells = columns.map(({ column, width: own }) => {
    const arrow = sort?.column === column.id ? (sort.descending ? '↓' : '↑') : ''
    return span(fitText(`${column.title.toUpperCase()}${arrow}`, own, column.align), 'muted')
  })
  return fitLine(joined(cells), width)
}

/** One row of a table. */
export function rowLine<Row>(
  columns: readonly SizedColumn<Row>[],
  row: Row,
  { now, width }: { readonly now: number; readonly width: number },
): Line {
  const cells = columns.map(({ column, width: own }) => {
    const { text, tone } = column.cell(row, now)
    return span(fitText(clean(text), own, column.align), tone)
  })
  return fitLine(joined(cells), width)
}

function joined(cells: readonly Span[]): Line {
  return cells.flatMap((cell, at) => (at === 0 ? [cell] : [span(' '.repeat(gap)), cell]))
}
