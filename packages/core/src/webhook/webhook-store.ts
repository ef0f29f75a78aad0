import type { Timestamp } from '../id/timestamp.js'
import type { Delivery, DeliveryPage, DeliveryQuery, WebhookRecord, WebhookSecrets } from './webhook.js'

/** A message before its first try. */
export interface NewDelivery {
  readonly id: string
  readonly webhookId: string
  readonly eventNumber: number | null
  readonly eventType: string
  /** What is sent, as it is signed. */
  readonly body: string
  readonly createdAt: Timestamp
}

/** A message that this caller alone may send until its lease is over. */
export interface ClaimedDelivery {
  readonly id: string
  readonly webhookId: string
  readonly body: string
  /** Which try this is, from 1; also what the claim is told by. */
  readonly attempts: number
  readonly url: string
  /** That sign it: the newest first. */
  readonly secrets: readonly string[]
}

/** How a try went. */
export interface DeliveryOutcome {
  readonly id: string
  /** As it was claimed: a later claim makes this outcome void. */
  readonly attempts: number
  readonly status: Delivery['status']
  /** When to try again; for `pending` alone. */
  readonly retryAfterMs: number | null
  readonly responseStatus: number | null
  readonly error: string | null
  readonly durationMs: number
}

/** Keeps webhooks and their messages. Times of claims are the store's. */
export interface WebhookStore {
  insert(webhook: WebhookRecord): Promise<void>
  /** Oldest first. */
  list(): Promise<readonly WebhookRecord[]>
  /** With `lock`, its row is held until the transaction ends. */
  find(id: string, options?: { readonly lock?: boolean }): Promise<WebhookRecord | undefined>
  /** Writes everything but the secrets. False when it is gone. */
  update(webhook: WebhookRecord): Promise<boolean>
  /** Writes the secrets alone. False when it is gone. */
  saveSecrets(id: string, secrets: WebhookSecrets): Promise<boolean>
  /** With its messages. False when it is gone. */
  delete(id: string): Promise<boolean>
  /**
   * Holds one active webhook that has not looked at event `last` yet until the transaction ends; undefined when
   * there is none, or others hold them.
   */
  lockLagging(last: number): Promise<WebhookRecord | undefined>
  /** A webhook has at most one message of each event: what is there already stays as it is. */
  addDeliveries(deliveries: readonly NewDelivery[]): Promise<void>
  /** Leases messages of active webhooks that are due, longest due first. */
  claimDeliveries(options: {
    readonly limit: number
    readonly leaseMs: number
  }): Promise<readonly ClaimedDelivery[]>
  /** False when it was claimed again meanwhile, or is gone. */
  finishDelivery(outcome: DeliveryOutcome): Promise<boolean>
  /** Newest first. @throws WaybillError `INVALID_INPUT` for a cursor that is none */
  listDeliveries(webhookId: string, query: DeliveryQuery): Promise<DeliveryPage>
  /** Makes a message due now, with all its tries before it. Undefined when there is no such message. */
  requeueDelivery(webhookId: string, id: string): Promise<Delivery | undefined>
  /** Deletes messages that ended before. How many they were. */
  pruneDeliveries(before: Timestamp): Promise<number>
}
