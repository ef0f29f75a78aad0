/** Whether a run may be claimed, by the database's clock: the one clock that all workers share. */
export const claimable = `(
  status = 'pending'
  OR status = 'planned' AND approval IS NOT NULL
  OR status IN ('planning', 'applying') AND (lease_expires_at IS NULL OR lease_expires_at <= clock_timestamp())
)`
