import type { EventQuery } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/**
 * A page of events and the numbers of the oldest and the newest of all, of one moment. Without events one row, with
 * only `first` and `last` set.
 */
export function listEvents({ after, type = [], subject, limit }: EventQuery): Statement {
  return {
    name: 'list_matching_events',
    text: `
      SELECT counter.number AS last,
        coalesce((SELECT min(number) FROM events), counter.number + 1) AS first, page.number, page.type, page.at, page.subject_kind, page.subject_id,
        page.subject_name, page.actor, page.data
      FROM event_counter AS counter
      LEFT JOIN LATERAL (
        SELECT * FROM events
        WHERE number > $1
          AND (cardinality($3::text[]) = 0 OR type = ANY($3))
          AND ($4::text IS NULL OR subject_id = $4 OR subject_name = $4)
        ORDER BY number LIMIT $2
      ) AS page ON true
      ORDER BY page.number`,
    values: [after, limit, type, subject ?? null],
  }
}
