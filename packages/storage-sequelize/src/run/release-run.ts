import type { RunFailure, RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** Gives up the lease of the attempt that holds a run; no row when another one has it or the run has ended. */
export function releaseRun(
  id: RunId,
  {
    fence,
    delayMs,
    error,
  }: { readonly fence: number; readonly delayMs: number; readonly error: RunFailure | null },
): Statement {
  return {
    text: `
      UPDATE runs SET
        worker = NULL,
        lease_expires_at = clock_timestamp() + $3 * interval '1 ms',
        error = $4
      WHERE id = $1 AND fence = $2 AND status IN ('planning', 'applying')
      RETURNING id`,
    values: [id, fence, delayMs, error === null ? null : JSON.stringify(error)],
  }
}
