import type { Delivery } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toTimestamp } from '../schema/timestamp-column.js'

/** Messages of webhooks, and how they went. */
export const webhookDeliveriesTable: TableDefinition = {
  name: 'webhook_deliveries',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    webhook_id: required(DataTypes.UUID, {
      references: { model: 'webhooks', key: 'id' },
      onDelete: 'CASCADE',
    }),
    // NULL for a test message: then any number of them are fine.
    event_number: optional(DataTypes.BIGINT),
    event_type: required(DataTypes.TEXT),
    body: required(DataTypes.TEXT),
    status: required(DataTypes.TEXT),
    attempts: required(DataTypes.INTEGER),
    next_attempt_at: optional(DataTypes.DATE),
    lease_expires_at: optional(DataTypes.DATE),
    response_status: optional(DataTypes.INTEGER),
    error: optional(DataTypes.TEXT),
    duration_ms: optional(DataTypes.INTEGER),
    created_at: required(DataTypes.DATE),
    ended_at: optional(DataTypes.DATE),
  },
  indexes: [
    { name: 'webhook_deliveries_event', fields: ['webhook_id', 'event_number'], unique: true },
    { name: 'webhook_deliveries_webhook_id', fields: ['webhook_id', 'id'] },
    { name: 'webhook_deliveries_due', fields: ['next_attempt_at'], where: { status: 'pending' } },
    { name: 'webhook_deliveries_ended_at', fields: ['ended_at'] },
  ],
}

/** What is shown of a message. */
export interface DeliveryRow {
  readonly id: string
  readonly webhook_id: string
  readonly event_number: string | null
  readonly event_type: string
  readonly status: Delivery['status']
  readonly attempts: number
  readonly next_attempt_at: Date | null
  readonly response_status: number | null
  readonly error: string | null
  readonly duration_ms: number | null
  readonly created_at: Date
  readonly ended_at: Date | null
}

export const deliveryColumns =
  'id, webhook_id, event_number, event_type, status, attempts, next_attempt_at, response_status, error, duration_ms, created_at, ended_at' as const

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    eventNumber: row.event_number === null ? null : Number(row.event_number),
    eventType: row.event_type,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: toTimestamp(row.next_attempt_at),
    responseStatus: row.response_status,
    error: row.error,
    durationMs: row.duration_ms,
    createdAt: row.created_at.toISOString(),
    endedAt: toTimestamp(row.ended_at),
  }
}
