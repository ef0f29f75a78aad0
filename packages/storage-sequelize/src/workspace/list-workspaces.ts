import type { WorkspaceQuery } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/**
 * A page of workspaces, newest first, with the number of all that match, of one snapshot; one more than asked for
 * tells that there is a next page. Without workspaces it is one row with only `total` set.
 */
export function listWorkspaces(query: WorkspaceQuery, after: string | undefined): Statement {
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const filter = buildFilter(query, bind)
  const rest = after === undefined ? '' : `AND id < ${bind(after)}::uuid`
  return {
    text: `
      SELECT counted.total, page.*
      FROM (SELECT count(*) AS total FROM workspaces WHERE ${filter}) AS counted
      LEFT JOIN (
        SELECT * FROM workspaces WHERE ${filter} ${rest} ORDER BY id DESC LIMIT ${bind(query.limit + 1)}
      ) AS page ON true
      ORDER BY page.id DESC`,
    values,
  }
}

function buildFilter(
  { appSlug, owner, status = [] }: WorkspaceQuery,
  bind: (value: unknown) => string,
): string {
  const terms = [status.length === 0 ? "status <> 'destroyed'" : `status = ANY (${bind(status)})`]
  if (appSlug !== undefined) terms.push(`app_slug = ${bind(appSlug)}`)
  if (owner !== undefined) terms.push(`owner = ${bind(owner)}`)
  return terms.join(' AND ')
}
