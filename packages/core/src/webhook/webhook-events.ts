import type { EventType, NewEvent } from '../event/event.js'
import type { Timestamp } from '../id/timestamp.js'
import type { Webhook } from './webhook.js'

/** The event of a change to a webhook. Its URL may hold a secret of the receiver: only the host is told. */
export function buildWebhookEvent(
  type: Extract<EventType, `webhook.${string}`>,
  { id, url, events, active, disabledReason }: Webhook,
  { at, actor }: { readonly at: Timestamp; readonly actor: string | null },
): NewEvent {
  const { host } = new URL(url)
  return {
    type,
    at,
    subject: { kind: 'webhook', id, name: host },
    actor,
    data: { events, active, disabledReason },
  }
}
