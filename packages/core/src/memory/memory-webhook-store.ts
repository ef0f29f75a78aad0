import { compareText } from '../catalog/compare-text.js'
import { makeIdCursor, openIdCursor } from '../id/id-cursor.js'
import type { Clock, Timestamp } from '../id/timestamp.js'
import type {
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  WebhookRecord,
  WebhookSecrets,
} from '../webhook/webhook.js'
import type { ClaimedDelivery, DeliveryOutcome, NewDelivery, WebhookStore } from '../webhook/webhook-store.js'
import { MemoryTable } from './memory-table.js'

interface DeliveryRow extends Delivery {
  readonly body: string
  readonly leaseExpiresAt: Timestamp | null
}

/** Keeps webhooks in memory. */
export class MemoryWebhookStore implements WebhookStore {
  readonly #clock: Clock
  readonly #webhooks = new MemoryTable<string, WebhookRecord>()
  readonly #deliveries = new MemoryTable<string, DeliveryRow>()

  constructor(clock: Clock = () => new Date()) {
    this.#clock = clock
  }

  async insert(webhook: WebhookRecord): Promise<void> {
    this.#webhooks.set(webhook.id, structuredClone(webhook))
  }

  async list(): Promise<readonly WebhookRecord[]> {
    return this.#webhooks.values().sort((one, other) => compareText(one.id, other.id))
  }

  async find(id: string): Promise<WebhookRecord | undefined> {
    return this.#webhooks.get(id)
  }

  async update(webhook: WebhookRecord): Promise<boolean> {
    const found = this.#webhooks.get(webhook.id)
    if (found === undefined) return false
    const { secret, previousSecret } = found
    this.#webhooks.set(webhook.id, structuredClone({ ...webhook, secret, previousSecret }))
    return true
  }

  async saveSecrets(id: string, secrets: WebhookSecrets): Promise<boolean> {
    const found = this.#webhooks.get(id)
    if (found === undefined) return false
    this.#webhooks.set(id, { ...found, ...secrets })
    return true
  }

  async delete(id: string): Promise<boolean> {
    if (this.#webhooks.get(id) === undefined) return false
    this.#webhooks.delete(id)
    for (const delivery of this.#deliveries.values())
      if (delivery.webhookId === id) this.#deliveries.delete(delivery.id)
    return true
  }

  async lockLagging(last: number): Promise<WebhookRecord | undefined> {
    return this.#webhooks.values().find(({ active, cursor }) => active && cursor < last)
  }

  async addDeliveries(deliveries: readonly NewDelivery[]): Promise<void> {
    for (const { body, ...delivery } of deliveries) {
      const { webhookId, eventNumber } = delivery
      const isThere = this.#deliveries
        .values()
        .some(
          other => other.webhookId === webhookId && eventNumber !== null && other.eventNumber === eventNumber,
        )
      if (isThere) continue
      this.#deliveries.set(delivery.id, {
        ...delivery,
        body,
        status: 'pending',
        attempts: 0,
        nextAttemptAt: this.#now(),
        leaseExpiresAt: null,
        responseStatus: null,
        error: null,
        durationMs: null,
        endedAt: null,
      })
    }
  }

  async claimDeliveries({ limit, leaseMs }: { readonly limit: number; readonly leaseMs: number }) {
    const now = this.#now()
    const due = this.#deliveries
      .values()
      .filter(row => isDue(row, now) && this.#webhooks.get(row.webhookId)?.active === true)
      .sort((one, other) => compareText(one.nextAttemptAt ?? '', other.nextAttemptAt ?? ''))
    return due.slice(0, limit).flatMap((row): ClaimedDelivery[] => {
      const webhook = this.#webhooks.get(row.webhookId)
      if (webhook === undefined) return []
      const attempts = row.attempts + 1
      this.#deliveries.set(row.id, { ...row, attempts, leaseExpiresAt: this.#later(leaseMs) })
      const { id, webhookId, body } = row
      return [{ id, webhookId, body, attempts, url: webhook.url, secrets: signingSecrets(webhook, now) }]
    })
  }

  async finishDelivery(outcome: DeliveryOutcome): Promise<boolean> {
    const row = this.#deliveries.get(outcome.id)
    if (row === undefined || row.attempts !== outcome.attempts || row.leaseExpiresAt === null) return false
    const { status, responseStatus, error, durationMs, retryAfterMs } = outcome
    const result = { status, responseStatus, error, durationMs, leaseExpiresAt: null }
    const nextAttemptAt = retryAfterMs === null ? null : this.#later(retryAfterMs)
    const endedAt = status === 'pending' ? null : this.#now()
    this.#deliveries.set(row.id, { ...row, ...result, nextAttemptAt, endedAt })
    return true
  }

  async listDeliveries(webhookId: string, query: DeliveryQuery): Promise<DeliveryPage> {
    const after = openIdCursor(query.cursor)
    const rest = this.#deliveries
      .values()
      .filter(
        row => row.webhookId === webhookId && (query.status === undefined || row.status === query.status),
      )
      .filter(({ id }) => after === undefined || compareText(id, after) < 0)
      .sort((one, other) => compareText(other.id, one.id))
    const items = rest.slice(0, query.limit).map(toDelivery)
    const last = items.at(-1)
    const isLast = last === undefined || items.length === rest.length
    return { items, nextCursor: isLast ? null : makeIdCursor(last.id) }
  }

  async requeueDelivery(webhookId: string, id: string): Promise<Delivery | undefined> {
    const row = this.#deliveries.get(id)
    if (row === undefined || row.webhookId !== webhookId) return undefined
    const requeued: DeliveryRow = { ...row, status: 'pending', nextAttemptAt: this.#now(), endedAt: null }
    this.#deliveries.set(id, requeued)
    return toDelivery(requeued)
  }

  async pruneDeliveries(before: Timestamp): Promise<number> {
    const old = this.#deliveries.values().filter(({ endedAt }) => endedAt !== null && endedAt < before)
    for (const { id } of old) this.#deliveries.delete(id)
    return old.length
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    const restores = [this.#webhooks.snapshot(), this.#deliveries.snapshot()]
    return () => {
      for (const restore of restores) restore()
    }
  }

  #now(): Timestamp {
    return this.#clock().toISOString()
  }

  #later(ms: number): Timestamp {
    return new Date(this.#clock().getTime() + ms).toISOString()
  }
}

function isDue({ status, nextAttemptAt, leaseExpiresAt }: DeliveryRow, now: Timestamp): boolean {
  const isFree = leaseExpiresAt === null || leaseExpiresAt <= now
  return status === 'pending' && isFree && nextAttemptAt !== null && nextAttemptAt <= now
}

function signingSecrets(webhook: WebhookRecord, now: Timestamp): readonly string[] {
  const { secret, previousSecret, previousSecretExpiresAt: until } = webhook
  return previousSecret !== null && until !== null && until > now ? [secret, previousSecret] : [secret]
}

function toDelivery({ body: _body, leaseExpiresAt: _lease, ...delivery }: DeliveryRow): Delivery {
  return delivery
}
