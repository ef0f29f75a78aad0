import type { RunId } from '@waybill/core'
import type { Statement } from '../database/statement.js'

export interface QueuePlaceRow {
  readonly id: RunId
  readonly running: string
  readonly ahead: string
  readonly behind: RunId | null
}

/**
 * Counts, for these runs, who runs and who is taken earlier, of all that have not ended: the index of active runs
 * holds no others. What core's `findQueuePlaces` says of runs in memory.
 */
export function findQueuePlaces(ids: readonly RunId[]): Statement {
  return {
    text: `
      WITH active AS (
        SELECT id, engine, worker_tag, background, status IN ('planning', 'applying') AS held
        FROM runs
        WHERE status IN ('pending', 'planning', 'applying') OR status = 'planned' AND approval IS NOT NULL
      ), running AS (
        SELECT engine, worker_tag, count(*) AS running, max(id::text)::uuid AS newest
        FROM active WHERE held GROUP BY engine, worker_tag
      ), queue AS (
        SELECT id, engine, worker_tag, row_number() OVER turn - 1 AS ahead, lag(id) OVER turn AS before
        FROM active WHERE NOT held
        WINDOW turn AS (PARTITION BY engine, worker_tag ORDER BY background, id)
      )
      SELECT queue.id, coalesce(running.running, 0) AS running, queue.ahead,
        coalesce(queue.before, running.newest) AS behind
      FROM queue LEFT JOIN running
        ON running.engine = queue.engine AND running.worker_tag IS NOT DISTINCT FROM queue.worker_tag
      WHERE queue.id = ANY ($1::uuid[])`,
    values: [ids],
  }
}
