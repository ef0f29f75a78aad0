import type { EventQuery } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** A page of events and the newest number of all, of one moment. Without events one row, with only `last` set. */
export function listEvents({ after, limit }: EventQuery): Statement {
  return {
    name: 'list_events',
    text: `
      SELECT counter.number AS last, page.number, page.type, page.at, page.subject_kind, page.subject_id,
        page.subject_name, page.actor, page.data
      FROM event_counter AS counter
      LEFT JOIN LATERAL (
        SELECT * FROM events WHERE number > $1 ORDER BY number LIMIT $2
      ) AS page ON true
      ORDER BY page.number`,
    values: [after, limit],
  }
}
