import type { RunClaim, RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'
import { claimable } from './claimable.js'

/** Leases a run to one worker, if it is to be had: of many at once, the row's lock lets one through. */
export function claimRun(id: RunId, { worker, leaseMs, deadWorkers = [] }: RunClaim): Statement {
  return {
    text: `
      UPDATE runs SET
        status = 'planning',
        attempt = attempt + 1,
        fence = fence + 1,
        worker = $2,
        lease_expires_at = clock_timestamp() + $3 * interval '1 ms',
        plan = NULL,
        error = NULL,
        started_at = coalesce(started_at, clock_timestamp()),
        updated_at = clock_timestamp()
      WHERE id = $1
        AND (${claimable} OR status IN ('planning', 'applying') AND worker = ANY ($4))
      RETURNING *`,
    values: [id, worker, leaseMs, deadWorkers],
  }
}
