import type { Event } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'

/** The change feed. */
export const eventsTable: TableDefinition = {
  name: 'events',
  columns: {
    number: required(DataTypes.BIGINT, { primaryKey: true }),
    type: required(DataTypes.TEXT),
    at: required(DataTypes.DATE),
    subject_kind: required(DataTypes.TEXT),
    subject_id: required(DataTypes.TEXT),
    subject_name: optional(DataTypes.TEXT),
    actor: optional(DataTypes.TEXT),
    data: required(DataTypes.JSONB),
  },
}

/** One row: the number of the newest event. */
export const eventCounterTable: TableDefinition = {
  name: 'event_counter',
  columns: {
    id: required(DataTypes.SMALLINT, { primaryKey: true }),
    number: required(DataTypes.BIGINT),
  },
}

export interface EventRow {
  /** pg gives a bigint as text. */
  readonly number: string
  readonly type: Event['type']
  readonly at: Date
  readonly subject_kind: Event['subject']['kind']
  readonly subject_id: string
  readonly subject_name: string | null
  readonly actor: string | null
  readonly data: Event['data']
}

export function toEvent(row: EventRow): Event {
  return {
    number: Number(row.number),
    type: row.type,
    at: row.at.toISOString(),
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    actor: row.actor,
    data: row.data,
  }
}
