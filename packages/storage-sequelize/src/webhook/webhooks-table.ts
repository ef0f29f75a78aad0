import type { WebhookRecord, WebhookSecrets } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toDate, toTimestamp } from '../schema/timestamp-column.js'

/** Subscriptions to the change feed. */
export const webhooksTable: TableDefinition = {
  name: 'webhooks',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    url: required(DataTypes.TEXT),
    // Gzipped and, where there is a key, sealed.
    secret: required(DataTypes.BLOB),
    // As `secret`; signs as well until it expires.
    previous_secret: optional(DataTypes.BLOB),
    previous_secret_expires_at: optional(DataTypes.DATE),
    events: required(DataTypes.JSONB),
    active: required(DataTypes.BOOLEAN),
    disabled_reason: optional(DataTypes.TEXT),
    failing_since: optional(DataTypes.DATE),
    cursor: required(DataTypes.BIGINT),
    created_by: optional(DataTypes.TEXT),
    created_at: required(DataTypes.DATE),
    updated_at: required(DataTypes.DATE),
  },
}

export interface WebhookRow {
  readonly id: string
  readonly url: string
  readonly secret: Buffer
  readonly previous_secret: Buffer | null
  readonly previous_secret_expires_at: Date | null
  readonly events: WebhookRecord['events']
  readonly active: boolean
  readonly disabled_reason: string | null
  readonly failing_since: Date | null
  /** pg gives a bigint as text. */
  readonly cursor: string
  readonly created_by: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function toWebhook(row: WebhookRow, secrets: WebhookSecrets): WebhookRecord {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    active: row.active,
    disabledReason: row.disabled_reason,
    failingSince: toTimestamp(row.failing_since),
    previousSecretExpiresAt: toTimestamp(row.previous_secret_expires_at),
    cursor: Number(row.cursor),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...secrets,
  }
}

export function toWebhookRow(webhook: WebhookRecord): Omit<WebhookRow, 'secret' | 'previous_secret'> {
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events,
    active: webhook.active,
    disabled_reason: webhook.disabledReason,
    failing_since: toDate(webhook.failingSince),
    previous_secret_expires_at: toDate(webhook.previousSecretExpiresAt),
    cursor: String(webhook.cursor),
    created_by: webhook.createdBy,
    created_at: new Date(webhook.createdAt),
    updated_at: new Date(webhook.updatedAt),
  }
}
