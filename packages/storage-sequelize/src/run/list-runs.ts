import type { StoredRunQuery } from '@waybill/core'
import { type FindOptions, Op } from 'sequelize'
import type { RunRow } from './runs-table.js'

/** Runs, newest first, those behind `after`; one more than asked for tells that there is a next page. */
export function listRuns(
  { workspaceId, status = [], kind, ids, workspaceIds, limit }: StoredRunQuery,
  after: string | undefined,
): FindOptions<RunRow> {
  const terms = [
    ...(workspaceId === undefined ? [] : [{ workspace_id: workspaceId }]),
    ...(kind === undefined ? [] : [{ kind }]),
    ...(status.length === 0 ? [] : [{ status: [...status] }]),
    ...(ids === undefined ? [] : [{ id: [...ids] }]),
    ...(workspaceIds === undefined ? [] : [{ workspace_id: [...workspaceIds] }]),
    ...(after === undefined ? [] : [{ id: { [Op.lt]: after } }]),
  ]
  return { where: { [Op.and]: terms }, order: [['id', 'DESC']], limit: limit + 1 }
}
