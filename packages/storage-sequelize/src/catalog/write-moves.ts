import type { AppChange } from '@waybill/core'
import { type Statement, storableJson } from '../database/statement.js'

/**
 * Remembers which slugs apps gave up, and frees them: until a moved app is written it counts as removed, so that
 * others may take its slug in any order.
 */
export function writeMoves(changes: readonly AppChange[]): Statement {
  return {
    text: `
      WITH move AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS move (old_slug text, app_id uuid)
      ), freed AS (
        UPDATE apps SET status = 'removed' FROM move WHERE apps.id = move.app_id
      )
      INSERT INTO app_moves (old_slug, app_id) SELECT old_slug, app_id FROM move
      ON CONFLICT (old_slug) DO UPDATE SET app_id = excluded.app_id`,
    values: [storableJson(changes.map(({ app, from }) => ({ old_slug: from, app_id: app.id })))],
  }
}
