import type { RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** Renews the lease of the attempt that holds a run; no row when another one has it or the run has ended. */
export function beatRun(
  id: RunId,
  { fence, leaseMs }: { readonly fence: number; readonly leaseMs: number },
): Statement {
  return {
    name: 'beat_run',
    text: `
      UPDATE runs SET lease_expires_at = clock_timestamp() + $3 * interval '1 ms'
      WHERE id = $1 AND fence = $2 AND status IN ('planning', 'applying')
      RETURNING lease_expires_at, cancel_requested_at, force_requested_at`,
    values: [id, fence, leaseMs],
  }
}
