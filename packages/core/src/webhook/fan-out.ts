import { v7 } from 'uuid'
import type { Event } from '../event/event.js'
import type { Timestamp } from '../id/timestamp.js'
import type { Storage } from '../storage/storage.js'
import { hears } from './webhook.js'
import type { NewDelivery } from './webhook-store.js'

const eventsPerStep = 500

/**
 * Makes messages of the events that one webhook has not looked at yet, and moves its cursor, in one transaction:
 * whatever happens, each event becomes one message. False when there is nothing to do.
 */
export async function fanOut(
  storage: Pick<Storage, 'transaction' | 'events'>,
  { last, now }: { readonly last: number; readonly now: Timestamp },
): Promise<boolean> {
  return storage.transaction(async stores => {
    const webhook = await stores.webhooks.lockLagging(last)
    if (webhook === undefined) return false
    const { items } = await stores.events.list({ after: webhook.cursor, limit: eventsPerStep })
    const heard = items.filter(event => hears(webhook, event.type))
    await stores.webhooks.addDeliveries(heard.map(event => toDelivery(event, { webhookId: webhook.id, now })))
    // Events that retention has taken are looked at, too.
    const cursor = items.at(-1)?.number ?? last
    await stores.webhooks.update({ ...webhook, cursor })
    return true
  })
}

function toDelivery(
  event: Event,
  { webhookId, now }: { readonly webhookId: string; readonly now: Timestamp },
): NewDelivery {
  const { type, at: timestamp, number: eventNumber } = event
  const body = JSON.stringify({ type, timestamp, data: event })
  return { id: v7(), webhookId, eventNumber, eventType: type, body, createdAt: now }
}
