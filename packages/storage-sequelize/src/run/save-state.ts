import type { RunId, StateSnapshot } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/**
 * Journals a state unless it is not newer than the newest one of the workspace, and keeps the last three of the
 * attempt; `bytes` is the state file as it is stored. No row when the attempt does not hold the run.
 */
export function saveState(
  id: RunId,
  state: StateSnapshot & { readonly fence: number; readonly sizeBytes: number },
): Statement {
  return {
    name: 'save_state',
    text: `
      WITH run AS (
        SELECT id, workspace_id FROM runs
        WHERE id = $1 AND fence = $2 AND status IN ('planning', 'applying')
        FOR UPDATE
      ), newest AS (
        SELECT serial, lineage FROM workspace_states
        WHERE workspace_id = (SELECT workspace_id FROM run) AND NOT diverged ORDER BY id DESC LIMIT 1
      ), stored AS (
        INSERT INTO workspace_states (workspace_id, run_id, fence, serial, lineage, bytes, size_bytes, saved_at)
        SELECT workspace_id, id, $2, $3, $4, $5, $6, clock_timestamp() FROM run
        WHERE NOT EXISTS (SELECT FROM newest WHERE lineage = $4 AND serial >= $3)
        RETURNING id
      ), dropped AS (
        DELETE FROM workspace_states
        WHERE EXISTS (SELECT FROM stored) AND id IN (
          SELECT id FROM workspace_states WHERE run_id = $1 AND fence = $2 ORDER BY id DESC OFFSET 2
        )
      )
      SELECT id FROM run`,
    values: [id, state.fence, state.serial, state.lineage, state.bytes, state.sizeBytes],
  }
}
