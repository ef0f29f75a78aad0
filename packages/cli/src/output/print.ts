import { createRequire } from 'node:module'
import Table from 'cli-table3'
import type { OutputFormat } from './output-option.js'
import type { Terminal } from './terminal.js'

/** One column of a table. */
export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => string
  /** Only in the wide table. @default false */
  readonly wide?: boolean
}

/** Writes rows as a table without borders, the first column alone, or a value as JSON or YAML. */
export function printRows<Row>(
  terminal: Terminal,
  options: {
    format: OutputFormat
    rows: readonly Row[]
    columns: readonly Column<Row>[]
    value: unknown
    empty: string
  },
): void {
  const { format, rows } = options
  if (format === 'json' || format === 'yaml') {
    printValue(terminal, format, options.value)
    return
  }
  if (rows.length === 0) {
    terminal.say(options.empty)
    return
  }
  if (format === 'name') {
    terminal.data(rows.map(row => plain(options.columns[0]?.cell(row) ?? '')).join('\n'))
    return
  }
  const columns = options.columns.filter(column => format === 'wide' || !column.wide)
  const head = columns.map(column => column.head.toUpperCase())
  terminal.data(layOut([head, ...rows.map(row => columns.map(column => column.cell(row)))]))
}

/** Writes names and values below one another, the first value alone, or the value as JSON or YAML. */
export function printFields(
  terminal: Terminal,
  options: { format: OutputFormat; fields: readonly (readonly [string, string])[]; value: unknown },
): void {
  const { format } = options
  if (format === 'json' || format === 'yaml') {
    printValue(terminal, format, options.value)
    return
  }
  if (format === 'name') {
    terminal.data(plain(options.fields[0]?.[1] ?? ''))
    return
  }
  terminal.data(layOut(options.fields.map(([name, value]) => [`${name}:`, value])))
}

const load = createRequire(import.meta.url)

/** Writes a value as JSON or YAML. */
export function printValue(terminal: Terminal, format: 'json' | 'yaml', value: unknown): void {
  terminal.data(format === 'json' ? JSON.stringify(value, null, 2) : toYaml(value))
}

/** The library is loaded only here: it takes 20 ms, which every other command's start would cost as well. */
function toYaml(value: unknown): string {
  const { stringify }: typeof import('yaml') = load('yaml')
  return stringify(value, { lineWidth: 0 })
}

const none = ''
const noBorders = {
  top: none,
  'top-mid': none,
  'top-left': none,
  'top-right': none,
  bottom: none,
  'bottom-mid': none,
  'bottom-left': none,
  'bottom-right': none,
  left: none,
  'left-mid': none,
  mid: none,
  'mid-mid': none,
  right: none,
  'right-mid': none,
  middle: '  ',
}

function layOut(rows: readonly (readonly string[])[]): string {
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  table.push(...rows.map(row => row.map(plain)))
  return table.toString().replaceAll(/ +$/gm, '')
}

/** Texts of manifests never reach a terminal with their control characters. */
function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}
