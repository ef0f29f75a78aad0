import type { ClientBase } from 'pg'

/** A column as PostgreSQL describes it. */
export interface ColumnShape {
  readonly type: string
  readonly notNull: boolean
  readonly default: string | null
  readonly identity: 'ALWAYS' | 'BY DEFAULT' | null
}

/** A table; constraints and indexes by name, each as the SQL that PostgreSQL gives for it. */
export interface TableShape {
  readonly columns: ReadonlyMap<string, ColumnShape>
  readonly constraints: ReadonlyMap<string, string>
  readonly indexes: ReadonlyMap<string, string>
}

export type SchemaShape = ReadonlyMap<string, TableShape>

interface NamedRow {
  readonly table: string
  readonly name: string
}

interface ColumnRow extends NamedRow {
  readonly type: string
  readonly not_null: boolean
  readonly default: string | null
  readonly identity: '' | 'a' | 'd'
}

interface DefinitionRow extends NamedRow {
  readonly definition: string
}

/** The tables of a schema, which has to be the search path: then PostgreSQL leaves its name out everywhere. */
export async function readSchemaShape(client: ClientBase, schema: string): Promise<SchemaShape> {
  const columns = await client.query<ColumnRow>(columnsSql, [schema])
  const constraints = await client.query<DefinitionRow>(constraintsSql, [schema])
  const indexes = await client.query<DefinitionRow>(indexesSql, [schema])
  const names = [...new Set(columns.rows.map(row => row.table))]
  const pick = (rows: readonly DefinitionRow[], table: string) =>
    new Map(rows.filter(row => row.table === table).map(row => [row.name, row.definition]))
  return new Map(
    names.map(table => [
      table,
      {
        columns: new Map(
          columns.rows.filter(row => row.table === table).map(row => [row.name, toColumn(row)]),
        ),
        constraints: pick(constraints.rows, table),
        indexes: pick(indexes.rows, table),
      },
    ]),
  )
}

function toColumn(row: ColumnRow): ColumnShape {
  const identities = { '': null, a: 'ALWAYS', d: 'BY DEFAULT' } as const
  return { type: row.type, notNull: row.not_null, default: row.default, identity: identities[row.identity] }
}

const columnsSql = `
  SELECT class.relname AS table, attname AS name, format_type(atttypid, atttypmod) AS type,
    attnotnull AS not_null, pg_get_expr(adbin, adrelid) AS default, attidentity AS identity
  FROM pg_class AS class
  JOIN pg_attribute ON attrelid = class.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relnamespace = $1::regnamespace AND relkind = 'r'
  ORDER BY class.relname, attnum`

/** Since PostgreSQL 18, NOT NULL is a constraint as well; it is told with its column. */
const constraintsSql = `
  SELECT relname AS table, conname AS name, pg_get_constraintdef(pg_constraint.oid, true) AS definition
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
  WHERE connamespace = $1::regnamespace AND contype <> 'n'
  ORDER BY relname, contype = 'f', conname`

/** Those that a constraint makes are told with it. */
const indexesSql = `
  SELECT owner.relname AS table, class.relname AS name, pg_get_indexdef(indexrelid, 0, true) AS definition
  FROM pg_index
  JOIN pg_class AS class ON class.oid = indexrelid
  JOIN pg_class AS owner ON owner.oid = indrelid
  WHERE class.relnamespace = $1::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
  ORDER BY owner.relname, class.relname`
