import { createHash } from 'node:crypto'
import { isWaybillError } from '@waybill/core'
import type { Session } from '../database/session.js'
import type { BlobCodec } from '../run/blob-codec.js'
import type { EncryptionKey } from '../run/seal.js'
import { isFilled, keyIdOf, type SealedColumn, type SealedRow } from './sealed-columns.js'

/** Plans and states may have megabytes each. */
const batchRows = { bytes: 10, json: 200 } as const

/** What became of rows that another key had sealed, or none. */
export interface ResealCount {
  readonly resealed: number
  /** What their key is not there for, or does not open. */
  readonly unopened: number
}

export interface ResealOptions {
  readonly session: Session
  readonly codec: BlobCodec
  /** The key that seals from now on. */
  readonly key: EncryptionKey
  readonly signal: AbortSignal
  /** Hears what each batch came to. */
  readonly onBatch: (count: ResealCount) => void
}

/**
 * Seals a column anew where another key sealed it, or none, row by row in the order of the primary key. Each row is a
 * compare-and-set of its own, so that a worker which writes it meanwhile wins, nothing is locked for long, and a
 * second try goes on where one was cut off.
 */
export async function resealColumn(column: SealedColumn, options: ResealOptions): Promise<void> {
  const { session, key, signal, onBatch } = options
  let after: string | undefined
  for (;;) {
    signal.throwIfAborted()
    const rows = await session.query<SealedRow>(listOthers(column, { keyId: key.id, after }))
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await resealRow(column, row, options))
    const count = (outcome: Outcome) => outcomes.filter(other => other === outcome).length
    if (rows.length > 0) onBatch({ resealed: count('resealed'), unopened: count('unopened') })
    after = rows.at(-1)?.id
    if (after === undefined) return
  }
}

function listOthers(
  column: SealedColumn,
  { keyId, after }: { readonly keyId: string; readonly after: string | undefined },
) {
  const { table, column: name, key, more, holds } = column
  const rest = after === undefined ? '' : `AND ${key.name} > $2::${key.type}`
  return {
    text: `
      SELECT ${key.name}::text AS id, ${name} AS value ${more === undefined ? '' : `, ${more}`}
      FROM ${table} WHERE ${isFilled(column)} AND ${keyIdOf(column)} IS DISTINCT FROM $1 ${rest}
      ORDER BY ${table}.${key.name} LIMIT ${batchRows[holds]}`,
    values: after === undefined ? [keyId] : [keyId, after],
  }
}

/** `moved`: somebody wrote it meanwhile, with a key of its own choice, or it is gone. */
type Outcome = 'resealed' | 'unopened' | 'moved'

async function resealRow(
  column: SealedColumn,
  row: SealedRow,
  { session, codec }: ResealOptions,
): Promise<Outcome> {
  const sealed = await sealAnew(column, row, codec)
  if (sealed === undefined) return 'unopened'
  const { table, column: name, key } = column
  const isSame = Buffer.isBuffer(row.value) ? `sha256(${name}) = $3` : `${name} = $3::jsonb`
  const before = Buffer.isBuffer(row.value)
    ? createHash('sha256').update(row.value).digest()
    : JSON.stringify(row.value)
  const written = await session.query({
    text: `UPDATE ${table} SET ${name} = $1 WHERE ${key.name} = $2::${key.type} AND ${isSame} RETURNING 1`,
    values: [Buffer.isBuffer(sealed) ? sealed : JSON.stringify(sealed), row.id, before],
    title: `UPDATE ${table} SET ${name} (sealed anew)`,
  })
  return written.length === 1 ? 'resealed' : 'moved'
}

/** Undefined when it does not open. */
async function sealAnew(column: SealedColumn, row: SealedRow, codec: BlobCodec) {
  const about = column.about(row)
  try {
    if (Buffer.isBuffer(row.value)) return codec.reseal(row.value, about)
    return codec.encodeJson(codec.decodeJson(row.value, about), about)
  } catch (error) {
    if (isWaybillError(error) && error.code === 'STATE_SEALED') return undefined
    throw error
  }
}
