import type { DeliveryOutcome, DeliveryQuery, NewDelivery } from '@waybill/core'
import { type RecordColumn, recordset } from '../database/recordset.js'
import type { Statement } from '../database/statement.js'
import { deliveryColumns } from './webhook-deliveries-table.js'

const newColumns: readonly RecordColumn<NewDelivery>[] = [
  { name: 'id', type: 'uuid', of: delivery => delivery.id },
  { name: 'webhook_id', type: 'uuid', of: delivery => delivery.webhookId },
  { name: 'event_number', type: 'bigint', of: delivery => delivery.eventNumber?.toString() },
  { name: 'event_type', type: 'text', of: delivery => delivery.eventType },
  { name: 'body', type: 'text', of: delivery => delivery.body },
  { name: 'created_at', type: 'timestamptz', of: delivery => delivery.createdAt },
]

/** Adds messages that are due at once; one of an event that has one already is left out. */
export function addDeliveries(deliveries: readonly NewDelivery[]): Statement {
  const names = newColumns.map(({ name }) => name).join(', ')
  const { source, values } = recordset(newColumns, deliveries)
  return {
    text: `
      INSERT INTO webhook_deliveries (${names}, status, attempts, next_attempt_at)
      SELECT ${names}, 'pending', 0, clock_timestamp() FROM ${source} AS new ORDER BY position
      ON CONFLICT DO NOTHING`,
    values,
  }
}

/** Leases messages that are due, by the database's clock; the ones that others lease right now are passed over. */
export function claimDeliveries({ limit, leaseMs }: { limit: number; leaseMs: number }): Statement {
  return {
    text: `
      WITH due AS (
        SELECT delivery.id FROM webhook_deliveries AS delivery
        JOIN webhooks AS webhook ON webhook.id = delivery.webhook_id AND webhook.active
        WHERE delivery.status = 'pending' AND delivery.next_attempt_at <= clock_timestamp()
          AND (delivery.lease_expires_at IS NULL OR delivery.lease_expires_at <= clock_timestamp())
        ORDER BY delivery.next_attempt_at LIMIT $1
        FOR UPDATE OF delivery SKIP LOCKED
      )
      UPDATE webhook_deliveries AS delivery
      SET attempts = attempts + 1, lease_expires_at = clock_timestamp() + $2 * interval '1 ms'
      FROM due, webhooks AS webhook
      WHERE delivery.id = due.id AND webhook.id = delivery.webhook_id
      RETURNING delivery.id, delivery.webhook_id, delivery.body, delivery.attempts, webhook.url, webhook.secret,
        CASE WHEN webhook.previous_secret_expires_at > clock_timestamp() THEN webhook.previous_secret END
          AS previous_secret`,
    values: [limit, leaseMs],
  }
}

/** Writes how a try went, if it still is the last one. */
export function finishDelivery(outcome: DeliveryOutcome): Statement {
  const { id, attempts, status, retryAfterMs, responseStatus, error, durationMs } = outcome
  return {
    text: `
      UPDATE webhook_deliveries SET
        status = $3, lease_expires_at = NULL, response_status = $5, error = $6, duration_ms = $7,
        next_attempt_at = clock_timestamp() + $4::float8 * interval '1 ms',
        ended_at = CASE WHEN $3 = 'pending' THEN NULL ELSE clock_timestamp() END
      WHERE id = $1 AND attempts = $2 AND lease_expires_at IS NOT NULL
      RETURNING id`,
    values: [id, attempts, status, retryAfterMs, responseStatus, error, durationMs],
  }
}

/** Messages, newest first, behind `after`; one more than asked for tells that there is a next page. */
export function listDeliveries(
  webhookId: string,
  { status, limit, after }: Pick<DeliveryQuery, 'status' | 'limit'> & { readonly after: string | undefined },
): Statement {
  return {
    text: `
      SELECT ${deliveryColumns} FROM webhook_deliveries
      WHERE webhook_id::text = $1 AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`,
    values: [webhookId, status ?? null, after ?? null, limit + 1],
  }
}

/** Makes a message due now. */
export function requeueDelivery(webhookId: string, id: string): Statement {
  return {
    text: `
      UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = clock_timestamp(), ended_at = NULL
      WHERE id::text = $2 AND webhook_id::text = $1
      RETURNING ${deliveryColumns}`,
    values: [webhookId, id],
  }
}
