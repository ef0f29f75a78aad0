import { literal } from './statement.js'
import { storableText, textArray } from './text-array.js'

/** A column of rows that travel as arrays, one per column. */
export interface RecordColumn<Item> {
  readonly name: string
  /** What its texts are cast to. */
  readonly type: 'text' | 'int' | 'bigint' | 'uuid' | 'jsonb' | 'timestamptz'
  /** Its text; nothing for NULL. JSON has to be made with `storableJson`. */
  readonly of: (item: Item) => string | null | undefined
}

/** Rows as a part of a statement. */
export interface Recordset {
  /** To be selected from: the columns, and `position` from 1. */
  readonly source: string
  /** The values of its parameters, which are the statement's first. */
  readonly values: readonly unknown[]
}

/** Rows as parameters, of which there are as many as columns. */
export function recordset<Item>(columns: readonly RecordColumn<Item>[], items: readonly Item[]): Recordset {
  return {
    source: buildSource(
      columns,
      columns.map((_, index) => `$${index + 1}`),
    ),
    values: columns.map(({ of }) => textArray(items.map(of))),
  }
}

/** A few rows written out, for a message that takes no parameters. */
export function inlineRecordset<Item>(
  columns: readonly RecordColumn<Item>[],
  items: readonly Item[],
): Recordset {
  const write = (text: string | null | undefined) =>
    text === null || text === undefined ? 'NULL' : literal(storableText(text))
  return {
    source: buildSource(
      columns,
      columns.map(({ of }) => `ARRAY[${items.map(item => write(of(item))).join(', ')}]`),
    ),
    values: [],
  }
}

function buildSource<Item>(columns: readonly RecordColumn<Item>[], arrays: readonly string[]): string {
  const names = columns.map(({ name }) => name)
  const selected = columns.map(({ name, type }) => (type === 'text' ? name : `${name}::${type} AS ${name}`))
  return `(
    SELECT ${selected.join(', ')}, position
    FROM unnest(${arrays.map(array => `${array}::text[]`).join(', ')})
      WITH ORDINALITY AS item (${names.join(', ')}, position)
  )`
}
