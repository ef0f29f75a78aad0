import type { Column } from './columns.js'
import type { Sort } from './list-state.js'

/** Rows in the order of a column; equal ones stay as they were. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | null,
): readonly Row[] {
  const column = columns.find(({ id }) => id === sort?.column)
  if (sort === null || column === undefined) return rows
  const by = column.sortBy ?? (row => column.cell(row, 0).text)
  const sign = sort.descending ? -1 : 1
  // Each value is made once: comparing 10,000 rows asks for it 130,000 times.
  return rows
    .map(row => ({ row, value: by(row) }))
    .sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : 0))
    .map(({ row }) => row)
}

/** The next column to sort by, in one direction or the other; after the last one, the order the list came in. */
export function nextSort<Row>(columns: readonly Column<Row>[], sort: Sort | null, by: 1 | -1): Sort | null {
  const at = columns.findIndex(({ id }) => id === sort?.column)
  const next = at === -1 ? (by === 1 ? 0 : columns.length - 1) : at + by
  const column = columns[next]
  return column === undefined ? null : { column: column.id, descending: false }
}
