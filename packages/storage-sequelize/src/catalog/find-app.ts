import type { Statement } from '../database/statement.js'
import { appColumns } from './apps-table.js'

const columns = appColumns.join(', ')

/** The app that has this slug now; else the removed one that had it last. */
export function findApp(slug: string): Statement {
  return {
    name: 'find_app',
    text: `
      (SELECT ${columns} FROM apps WHERE slug = $1 AND status <> 'removed')
      UNION ALL
      (SELECT ${columns} FROM apps WHERE slug = $1 AND status = 'removed' ORDER BY removed_at DESC LIMIT 1)
      LIMIT 1`,
    values: [slug],
  }
}
