import type { Diagnostic, Run, Template, Workspace } from '@waybill/core'
import type { AppRow } from '../data/app-row.js'
import { type Column, headLine, layoutColumns, rowLine } from '../list/columns.js'
import { applyFilter, type Searchable } from '../list/filter.js'
import type { ListState } from '../list/list-state.js'
import { sortRows } from '../list/sort.js'
import type { Place } from '../place/place.js'
import { fitLine, type Line, lineText } from '../text/line.js'

/** What a row stands for: the thing that keys act on. */
export type Subject =
  | { readonly kind: 'app'; readonly slug: string; readonly row: AppRow | undefined }
  | { readonly kind: 'workspace'; readonly workspace: Workspace }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'problem'; readonly problem: Diagnostic }
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'text'; readonly text: string; readonly url?: string }
  | { readonly kind: 'event'; readonly value: unknown }

/** A list as it is now: filtered, sorted, and able to draw any of its rows. */
export interface ScreenView {
  readonly keys: readonly string[]
  /** Rows before the filter. */
  readonly total: number
  /** Columns it can be sorted by; none for a page of text. */
  readonly columns: readonly Column<never>[]
  readonly head: ((width: number) => Line) | null
  readonly line: (index: number, size: { readonly width: number; readonly now: number }) => Line
  /** Where `enter` leads. */
  readonly target: (index: number) => Place | undefined
  readonly subject: (index: number) => Subject | undefined
  /** Said where there is no row at all. */
  readonly empty: string
}

/** A list of one kind of rows. */
export interface TableSpec<Row> {
  readonly columns: readonly Column<Row>[]
  readonly key: (row: Row) => string
  readonly searchable: (row: Row) => Searchable
  readonly target: (row: Row) => Place | undefined
  readonly subject: (row: Row) => Subject | undefined
}

/** Makes the function that opens a table; it answers the same rows, filter and order from memory. */
export function makeTable<Row>(
  spec: TableSpec<Row>,
): (rows: readonly Row[], list: ListState, empty: string) => ScreenView {
  const select = rememberLast((rows: readonly Row[], filter: string, sort: ListState['sort']) => {
    const visible = sortRows(applyFilter(rows, filter, spec.searchable), spec.columns, sort)
    return { visible, keys: visible.map(spec.key) }
  })
  const layout = rememberLast((width: number) => layoutColumns(spec.columns, width))
  return (rows, list, empty) => {
    const { visible, keys } = select(rows, list.filter, list.sort)
    const at = <Result>(index: number, use: (row: Row) => Result): Result | undefined => {
      const row = visible[index]
      return row === undefined ? undefined : use(row)
    }
    return {
      keys,
      total: rows.length,
      columns: spec.columns as readonly Column<never>[],
      head: width => headLine(layout(width), list.sort, width),
      line: (index, { width, now }) =>
        at(index, row => rowLine(layout(width), row, { now, width })) ?? fitLine([], width),
      target: index => at(index, spec.target),
      subject: index => at(index, spec.subject),
      empty,
    }
  }
}

/** One row of a page of text. */
export interface DocLine {
  readonly line: Line
  readonly target?: Place
  readonly subject?: Subject
}

/** A page of text whose rows may lead somewhere. */
export function docView(lines: readonly DocLine[], list: ListState): ScreenView {
  const numbered = lines.map((doc, index) => ({ ...doc, key: String(index) }))
  const visible = applyFilter(numbered, list.filter, ({ line }) => ({
    text: lineText(line).toLowerCase(),
    field: () => undefined,
  }))
  return {
    keys: visible.map(({ key }) => key),
    total: lines.length,
    columns: [],
    head: null,
    line: (index, { width }) => fitLine(visible[index]?.line ?? [], width),
    target: index => visible[index]?.target,
    subject: index => visible[index]?.subject,
    empty: '',
  }
}

/** A pure function that knows its last answer. */
function rememberLast<Arguments extends readonly unknown[], Result>(
  make: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let last: { readonly args: Arguments; readonly result: Result } | undefined
  return (...args) => {
    if (last === undefined || args.some((arg, at) => !Object.is(arg, last?.args[at]))) {
      last = { args, result: make(...args) }
    }
    return last.result
  }
}
