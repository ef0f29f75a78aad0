import type { Session } from '../database/session.js'
import { isFilled, keyIdOf, type SealedKind, sealedColumns } from './sealed-columns.js'

/** How much of one kind a key has sealed. `keyId` null: it is not sealed. */
export interface KeyCount {
  readonly kind: SealedKind
  readonly keyId: string | null
  readonly rows: number
}

/** Counts what is stored by the keys that sealed it, column by column. Reads each row's beginning. */
export async function countByKey(session: Session): Promise<readonly KeyCount[]> {
  const counts: KeyCount[] = []
  for (const column of sealedColumns) {
    const rows = await session.query<{ key_id: string | null; rows: string }>({
      text: `
        SELECT ${keyIdOf(column)} AS key_id, count(*) AS rows
        FROM ${column.table} WHERE ${isFilled(column)} GROUP BY 1`,
    })
    counts.push(...rows.map(row => ({ kind: column.kind, keyId: row.key_id, rows: Number(row.rows) })))
  }
  return counts
}
