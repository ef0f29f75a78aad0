import type { NewEvent } from '@waybill/core'
import { inlineRecordset, type RecordColumn, type Recordset, recordset } from '../database/recordset.js'
import { literal, type Statement, storableJson } from '../database/statement.js'

/** So many are written out in the text of a statement, which can then travel with the COMMIT. */
const mostInline = 100
/** So that making one statement's values takes a few milliseconds. */
const eventsPerStatement = 2000

const columns: readonly RecordColumn<NewEvent>[] = [
  { name: 'type', type: 'text', of: event => event.type },
  { name: 'at', type: 'timestamptz', of: event => event.at },
  { name: 'subject_kind', type: 'text', of: event => event.subject.kind },
  { name: 'subject_id', type: 'text', of: event => event.subject.id },
  { name: 'subject_name', type: 'text', of: event => event.subject.name },
  { name: 'actor', type: 'text', of: event => event.actor },
  { name: 'data', type: 'jsonb', of: event => storableJson(event.data) },
]

/**
 * Builds the statements that number and store events and announce them on `channel`: one without parameters for
 * a few events, several with parameters for many. The counter row is locked from the first of them until the
 * transaction ends: numbers have no gaps and follow the order of commit, which a sequence cannot promise.
 */
export function buildEventAppends(events: readonly NewEvent[], channel: string): Statement[] {
  if (events.length === 0) return []
  if (events.length <= mostInline) {
    const text = appendSql(events.length, inlineRecordset(columns, events), channel)
    return [{ text, title: appendSql(events.length, recordset(columns, []), channel) }]
  }
  const statements: Statement[] = []
  for (let start = 0; start < events.length; start += eventsPerStatement) {
    const part = events.slice(start, start + eventsPerStatement)
    const rows = recordset(columns, part)
    statements.push({ text: appendSql(part.length, rows, channel), values: rows.values })
  }
  return statements
}

function appendSql(count: number, { source }: Recordset, channel: string): string {
  const names = columns.map(({ name }) => name)
  return `
    WITH counter AS (
      UPDATE event_counter SET number = number + ${count} RETURNING number - ${count} AS base
    ), stored AS (
      INSERT INTO events (number, ${names.join(', ')})
      SELECT counter.base + event.position, ${names.map(name => `event.${name}`).join(', ')}
      FROM counter, ${source} AS event
    )
    SELECT pg_notify(${literal(channel)}, '')`
}
