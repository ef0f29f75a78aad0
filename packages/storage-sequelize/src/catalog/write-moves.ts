import type { AppChange } from '@waybill/core'
import { type RecordColumn, recordset } from '../database/recordset.js'
import type { Statement } from '../database/statement.js'

const columns: readonly RecordColumn<AppChange>[] = [
  { name: 'old_slug', type: 'text', of: ({ from }) => from },
  { name: 'app_id', type: 'uuid', of: ({ app }) => app.id },
]

/**
 * Remembers which slugs apps gave up, and frees them: until a moved app is written it counts as removed, so that
 * others may take its slug in any order.
 */
export function writeMoves(changes: readonly AppChange[]): Statement {
  const { source, values } = recordset(columns, changes)
  return {
    text: `
      WITH move AS MATERIALIZED (SELECT * FROM ${source} AS move),
      freed AS (
        UPDATE apps SET status = 'removed' FROM move WHERE apps.id = move.app_id
      )
      INSERT INTO app_moves (old_slug, app_id) SELECT old_slug, app_id FROM move
      ON CONFLICT (old_slug) DO UPDATE SET app_id = excluded.app_id`,
    values,
  }
}
