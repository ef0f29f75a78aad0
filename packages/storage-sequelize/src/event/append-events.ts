import type { NewEvent } from '@waybill/core'
import { literal, type Statement, storableJson } from '../database/statement.js'

/** So that making one statement's text takes a few milliseconds. */
const eventsPerStatement = 2000

/**
 * Builds the statements that number and store events and announce them on `channel`. The counter row is locked
 * from the first of them until the transaction ends: numbers have no gaps and follow the order of commit, which
 * a sequence cannot promise. Values are literals, because a message with several statements takes no parameters.
 */
export function buildEventAppends(events: readonly NewEvent[], channel: string): Statement[] {
  const statements: Statement[] = []
  for (let start = 0; start < events.length; start += eventsPerStatement) {
    statements.push(buildAppend(events.slice(start, start + eventsPerStatement), channel))
  }
  return statements
}

function buildAppend(events: readonly NewEvent[], channel: string): Statement {
  const rows = events.map(({ type, at, subject, actor, data }) => ({
    type,
    at,
    kind: subject.kind,
    id: subject.id,
    name: subject.name,
    actor,
    data,
  }))
  const text = (json: string) => `
    WITH counter AS (
      UPDATE event_counter SET number = number + ${events.length} RETURNING number - ${events.length} AS base
    ), stored AS (
      INSERT INTO events (number, type, at, subject_kind, subject_id, subject_name, actor, data)
      SELECT counter.base + event.position,
        event.type, event.at, event.kind, event.id, event.name, event.actor, event.data
      FROM counter, ROWS FROM (
        jsonb_to_recordset(${json}::jsonb)
          AS (type text, at timestamptz, kind text, id text, name text, actor text, data jsonb)
      ) WITH ORDINALITY AS event (type, at, kind, id, name, actor, data, position)
    )
    SELECT pg_notify(${literal(channel)}, '')`
  return { text: text(literal(storableJson(rows))), title: text('…') }
}
