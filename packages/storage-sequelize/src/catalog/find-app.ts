import type { Statement } from '../database/statement.js'
import { appColumns, appSources } from './apps-table.js'

/** The app that has this slug now; else the removed one that had it last. */
export function findApp(slug: string): Statement {
  return {
    name: 'find_app',
    text: `
      SELECT ${appColumns} FROM ${appSources} WHERE apps.id = coalesce(
        (SELECT id FROM apps WHERE slug = $1 AND status <> 'removed'),
        (SELECT id FROM apps WHERE slug = $1 AND status = 'removed' ORDER BY removed_at DESC LIMIT 1)
      )`,
    values: [slug],
  }
}

/** The app that gave up this slug last. */
export function findMovedApp(oldSlug: string): Statement {
  return {
    text: `
      SELECT ${appColumns} FROM ${appSources}
      WHERE apps.id = (SELECT app_id FROM app_moves WHERE old_slug = $1)`,
    values: [oldSlug],
  }
}
