import type { RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** A stretch of log to be stored, with the fence of the attempt that wrote it. */
export interface LogPiece {
  readonly fence: number
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * Appends what is not stored yet, in one statement: the row's lock keeps another attempt from claiming the run
 * between the check and the write. No row when the attempt does not hold the run or bytes before are missing.
 */
export function appendLog(id: RunId, { fence, offset, bytes }: LogPiece): Statement {
  return {
    name: 'append_log',
    text: `
      WITH run AS (
        SELECT id, log_size FROM runs
        WHERE id = $1 AND fence = $2 AND status IN ('planning', 'applying') AND log_size >= $3
        FOR UPDATE
      ), fresh AS (
        SELECT id, log_size, substring($4::bytea FROM (log_size - $3)::int + 1) AS bytes
        FROM run WHERE log_size < $3 + length($4)
      ), grown AS (
        UPDATE runs SET log_size = fresh.log_size + length(fresh.bytes) FROM fresh WHERE runs.id = fresh.id
      ), stored AS (
        INSERT INTO run_log_chunks (run_id, start, bytes) SELECT id, log_size, bytes FROM fresh
      )
      SELECT id FROM run`,
    values: [id, fence, offset, bytes],
  }
}
