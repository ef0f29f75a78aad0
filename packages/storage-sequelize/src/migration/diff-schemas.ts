import type { ColumnShape, SchemaShape, TableShape } from './schema-shape.js'

/** One change of a schema: what it is, and the SQL that makes it. */
export interface SchemaChange {
  readonly description: string
  readonly sql: string
}

interface NamedTable extends TableShape {
  readonly name: string
}

const nothing: TableShape = { columns: new Map(), constraints: new Map(), indexes: new Map() }

/**
 * The changes that make `from` into `to`, in an order that works: what others stand on comes before them and goes
 * after them. Renames are not recognised: they are a drop and an addition.
 */
export function diffSchemas(from: SchemaShape, to: SchemaShape): SchemaChange[] {
  const names = [...new Set([...from.keys(), ...to.keys()])]
  const pairs = names.map(name => ({
    before: { name, ...(from.get(name) ?? nothing) },
    after: { name, ...(to.get(name) ?? nothing) },
  }))
  const isKept = (name: string) => from.has(name) && to.has(name)
  const kept = pairs.filter(({ after }) => isKept(after.name))
  return [
    ...kept.flatMap(({ before, after }) => dropIndexes(before, after)),
    ...pairs.flatMap(({ before, after }) => dropConstraints(before, after, to.has(after.name))),
    ...names.filter(name => !to.has(name)).map(dropTable),
    ...pairs.filter(({ after }) => !from.has(after.name)).map(({ after }) => createTable(after)),
    ...kept.flatMap(({ before, after }) => changeColumns(before, after)),
    ...pairs.flatMap(({ before, after }) => addConstraints(before, after)),
    ...pairs.flatMap(({ before, after }) => addIndexes(before, after)),
  ]
}

function createTable({ name, columns }: NamedTable): SchemaChange {
  const lines = [...columns].map(([column, shape]) => `  ${quote(column)} ${describeColumn(shape)}`)
  return {
    description: `table ${name} is missing`,
    sql: `CREATE TABLE ${quote(name)} (\n${lines.join(',\n')}\n);`,
  }
}

function dropTable(name: string): SchemaChange {
  return { description: `table ${name} is not in the models`, sql: `DROP TABLE ${quote(name)};` }
}

function changeColumns(before: NamedTable, after: NamedTable): SchemaChange[] {
  const table = quote(after.name)
  const added = missing(after.columns, before.columns).map(([column, shape]) => ({
    description: `column ${after.name}.${column} is missing`,
    sql: `ALTER TABLE ${table} ADD COLUMN ${quote(column)} ${describeColumn(shape)};${reviewNotNull(shape)}`,
  }))
  const dropped = missing(before.columns, after.columns).map(([column]) => ({
    description: `column ${after.name}.${column} is not in the models`,
    sql: `ALTER TABLE ${table} DROP COLUMN ${quote(column)};`,
  }))
  const changed = [...after.columns].flatMap(([column, shape]) => {
    const earlier = before.columns.get(column)
    return earlier === undefined ? [] : changeColumn({ table: after.name, column }, earlier, shape)
  })
  return [...dropped, ...added, ...changed]
}

function changeColumn(
  { table, column }: { readonly table: string; readonly column: string },
  before: ColumnShape,
  after: ColumnShape,
): SchemaChange[] {
  const alter = `ALTER TABLE ${quote(table)} ALTER COLUMN ${quote(column)}`
  const changes: SchemaChange[] = []
  const add = (what: string, sql: string) =>
    changes.push({ description: `column ${table}.${column} ${what}`, sql: `${alter} ${sql};` })
  if (before.type !== after.type) {
    add(`is ${before.type}, not ${after.type}`, `TYPE ${after.type} USING ${quote(column)}::${after.type}`)
  }
  if (before.default !== after.default) {
    const sql = after.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${after.default}`
    add(`has the default ${before.default ?? 'none'}, not ${after.default ?? 'none'}`, sql)
  }
  if (before.identity !== after.identity) {
    const sql = before.identity === null ? `ADD GENERATED ${after.identity} AS IDENTITY` : 'DROP IDENTITY'
    add(`is numbered ${before.identity ?? 'not at all'}, not ${after.identity ?? 'not at all'}`, sql)
  }
  if (before.notNull !== after.notNull) {
    add(after.notNull ? 'may be NULL' : 'may not be NULL', `${after.notNull ? 'SET' : 'DROP'} NOT NULL`)
  }
  return changes
}

function addConstraints(before: NamedTable, after: NamedTable): SchemaChange[] {
  return missing(after.constraints, before.constraints).map(([name, definition]) => ({
    description: `constraint ${name} of ${after.name} is missing: ${definition}`,
    sql: `ALTER TABLE ${quote(after.name)} ADD CONSTRAINT ${quote(name)} ${definition};`,
  }))
}

/** A table that goes takes its own ones along, but one that refers to another table has to go before that one. */
function dropConstraints(before: NamedTable, after: NamedTable, isKept: boolean): SchemaChange[] {
  return missing(before.constraints, after.constraints)
    .filter(([, definition]) => isKept || definition.startsWith('FOREIGN KEY'))
    .map(([name, definition]) => ({
      description: `constraint ${name} of ${before.name} is not in the models: ${definition}`,
      sql: `ALTER TABLE ${quote(before.name)} DROP CONSTRAINT ${quote(name)};`,
    }))
}

function addIndexes(before: NamedTable, after: NamedTable): SchemaChange[] {
  return missing(after.indexes, before.indexes).map(([name, definition]) => ({
    description: `index ${name} of ${after.name} is missing: ${definition}`,
    sql: `${definition};`,
  }))
}

function dropIndexes(before: NamedTable, after: NamedTable): SchemaChange[] {
  return missing(before.indexes, after.indexes).map(([name, definition]) => ({
    description: `index ${name} of ${before.name} is not in the models: ${definition}`,
    sql: `DROP INDEX ${quote(name)};`,
  }))
}

function describeColumn({ type, notNull, default: value, identity }: ColumnShape): string {
  return [
    type,
    ...(identity === null ? [] : [`GENERATED ${identity} AS IDENTITY`]),
    ...(value === null ? [] : [`DEFAULT ${value}`]),
    ...(notNull ? ['NOT NULL'] : []),
  ].join(' ')
}

function reviewNotNull({ notNull, default: value }: ColumnShape): string {
  return notNull && value === null ? ' -- Review: fails where rows exist; give them a value first.' : ''
}

/** Entries of `of` that `others` has not, or has otherwise. Of columns, only those that it has not. */
function missing<Value>(
  of: ReadonlyMap<string, Value>,
  others: ReadonlyMap<string, Value>,
): [string, Value][] {
  return [...of].filter(([name, value]) => {
    const other = others.get(name)
    return typeof value === 'string' ? other !== value : other === undefined
  })
}

/** PostgreSQL's own definitions quote names only where they have to be. */
function quote(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
