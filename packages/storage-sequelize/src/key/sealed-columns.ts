import { sealedKey } from '../run/blob-codec.js'

/** What is sealed, in the words of people who look after it. */
export const sealedKinds = ['states', 'plans', 'parameters', 'webhooks'] as const
export type SealedKind = (typeof sealedKinds)[number]

/** A row with something sealed: `id` is its primary key as text, `value` what is stored. */
export interface SealedRow {
  readonly id: string
  readonly value: Buffer | Readonly<Record<string, unknown>>
  readonly serial?: string
  readonly lineage?: string
}

/** A column that may hold what is sealed. */
export interface SealedColumn {
  readonly kind: SealedKind
  readonly table: string
  readonly column: string
  readonly key: { readonly name: string; readonly type: 'uuid' | 'bigint' }
  /** Bytes, or a JSON object that holds them in base64. */
  readonly holds: 'bytes' | 'json'
  /** What else it takes to know what a row is bound to. */
  readonly more?: string
  /** What the sealed text of a row is bound to. */
  readonly about: (row: SealedRow) => string
}

const id = { name: 'id', type: 'uuid' } as const

/** Everything that `BlobCodec` writes; what is not here keeps its old key for ever. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    ...{ kind: 'states', table: 'workspace_states', column: 'bytes', holds: 'bytes' },
    key: { name: 'id', type: 'bigint' },
    more: 'serial, lineage',
    about: ({ lineage, serial }) => aboutState({ lineage: lineage ?? '', serial: Number(serial) }),
  },
  {
    ...{ kind: 'plans', table: 'run_plans', column: 'plan', holds: 'bytes' },
    key: { name: 'run_id', type: 'uuid' },
    about: row => row.id,
  },
  {
    ...{ kind: 'parameters', table: 'runs', column: 'parameters', holds: 'json', key: id },
    about: row => aboutParameters('run', row),
  },
  {
    ...{ kind: 'parameters', table: 'workspaces', column: 'parameters', holds: 'json', key: id },
    about: row => aboutParameters('workspace', row),
  },
  {
    ...{ kind: 'webhooks', table: 'webhooks', column: 'secret', holds: 'bytes', key: id },
    about: row => row.id,
  },
  {
    ...{ kind: 'webhooks', table: 'webhooks', column: 'previous_secret', holds: 'bytes', key: id },
    about: row => row.id,
  },
]

/** What a stored state is bound to: it opens as no other one. */
export function aboutState({
  lineage,
  serial,
}: {
  readonly lineage: string
  readonly serial: number
}): string {
  return `${lineage} ${serial}`
}

/** What stored parameters are bound to. */
export function aboutParameters(of: 'run' | 'workspace', row: { readonly id: string }): string {
  return `parameters of ${of} ${row.id}`
}

/** SQL for the id of the key that sealed a column; null where it is not sealed. As `seal` writes it. */
export function keyIdOf({ column, holds }: SealedColumn): string {
  const bytes = holds === 'bytes' ? column : `decode(${column} ->> '${sealedKey}', 'base64')`
  return `CASE WHEN substring(${bytes} FROM 1 FOR 4) = 'WBS1'::bytea
    THEN convert_from(substring(${bytes} FROM 6 FOR get_byte(${bytes}, 4)), 'UTF8') END`
}

/** SQL for whether a column holds something: nothing is sealed where there is nothing. */
export function isFilled({ column, holds }: SealedColumn): string {
  return holds === 'bytes' ? `${column} IS NOT NULL` : `${column} <> '{}'`
}
