import type { RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** A stretch of a run's log to be read. */
export interface LogRange {
  readonly offset: number
  readonly limitBytes: number
}

/** The stored pieces that a stretch lies in, put together, and where they begin. No row when there is no such run. */
export function readLog(id: RunId, { offset, limitBytes }: LogRange): Statement {
  return {
    name: 'read_log',
    text: `
      SELECT runs.log_size AS size, stretch.start, stretch.bytes
      FROM runs, LATERAL (
        SELECT min(start) AS start, string_agg(bytes, '' ORDER BY start) AS bytes
        FROM run_log_chunks
        WHERE run_id = runs.id AND start < $2::bigint + $3::bigint
          AND start >= (
            SELECT coalesce(max(start), 0) FROM run_log_chunks WHERE run_id = runs.id AND start <= $2
          )
      ) AS stretch
      WHERE runs.id = $1`,
    values: [id, offset, limitBytes],
  }
}

export interface StretchRow {
  /** pg gives a bigint as text. */
  readonly size: string
  readonly start: string | null
  readonly bytes: Buffer | null
}

/** The bytes of a stretch: what was read, without what lies before and behind it. */
export function cutStretch({ start, bytes }: StretchRow, { offset, limitBytes }: LogRange): Uint8Array {
  if (start === null || bytes === null) return new Uint8Array()
  const from = offset - Number(start)
  return new Uint8Array(bytes.subarray(from, from + limitBytes))
}
