import { v7 } from 'uuid'
import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import { parseDurationMs } from '../id/duration.js'
import type { Clock } from '../id/timestamp.js'
import type { Storage } from '../storage/storage.js'
import type { WebhooksApi } from '../waybill.js'
import { makeWebhookSecret } from './sign-webhook.js'
import {
  type CreatedWebhook,
  createWebhookSchema,
  deliveryQuerySchema,
  patchWebhookSchema,
  rotateSecretSchema,
  type Webhook,
  type WebhookRecord,
} from './webhook.js'
import { buildWebhookEvent } from './webhook-events.js'
import type { WebhookSender } from './webhook-sender.js'
import type { WebhookStore } from './webhook-store.js'

/** What the webhooks' service works with. */
export interface WebhooksDeps {
  readonly storage: Pick<Storage, 'webhooks' | 'transaction'>
  readonly clock: Clock
  /** Tells which URLs nothing is ever sent to; without it every one is taken. */
  readonly sender: WebhookSender | undefined
  /** Rings for what is due now. */
  readonly ring: () => void
}

/** Makes, changes and deletes webhooks, and tells how their messages went. */
export function makeWebhooks({ storage, clock, sender, ring }: WebhooksDeps): WebhooksApi {
  const requireAllowed = (url: string) => {
    const why = sender?.refuses(url)
    if (why === undefined) return
    throw new WaybillError('INVALID_INPUT', `Nothing is sent to ${quote(url)}: ${why}`, {
      issues: [{ pointer: '/url', detail: why }],
    })
  }
  return {
    list: async () => (await storage.webhooks.list()).map(toWebhook),
    get: async id => toWebhook(await requireWebhook(storage.webhooks, id)),
    async create({ actor = null, ...input }) {
      const { url, events } = parseInput(createWebhookSchema, input, 'the webhook')
      requireAllowed(url)
      const now = clock()
      const at = now.toISOString()
      return storage.transaction(async stores => {
        const { last } = await stores.events.list({ after: 0, limit: 1 })
        const webhook: WebhookRecord = {
          id: v7({ msecs: now.getTime() }),
          url,
          events,
          active: true,
          disabledReason: null,
          failingSince: null,
          previousSecretExpiresAt: null,
          cursor: last,
          createdBy: actor,
          createdAt: at,
          updatedAt: at,
          secret: makeWebhookSecret(),
          previousSecret: null,
        }
        await stores.webhooks.insert(webhook)
        await stores.events.append([buildWebhookEvent('webhook.created', webhook, { at, actor })])
        return toCreatedWebhook(webhook)
      })
    },
    async update(id, { actor = null, ...input }) {
      const changes = parseInput(patchWebhookSchema, input, 'the webhook')
      if (changes.url !== undefined) requireAllowed(changes.url)
      const at = clock().toISOString()
      return storage.transaction(async stores => {
        const found = await requireWebhook(stores.webhooks, id, { lock: true })
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
        const resumed = changes.active === true ? { disabledReason: null, failingSince: null } : {}
        const webhook: WebhookRecord = { ...found, ...given, ...resumed, updatedAt: at }
        await stores.webhooks.update(webhook)
        await stores.events.append([buildWebhookEvent('webhook.updated', webhook, { at, actor })])
        return toWebhook(webhook)
      })
    },
    async rotateSecret(id, { actor = null, ...input } = {}) {
      const { overlap } = parseInput(rotateSecretSchema, input, 'the rotation')
      const now = clock()
      const at = now.toISOString()
      const previousSecretExpiresAt =
        overlap === null ? null : new Date(now.getTime() + parseDurationMs(overlap)).toISOString()
      return storage.transaction(async stores => {
        const found = await requireWebhook(stores.webhooks, id, { lock: true })
        const previousSecret = overlap === null ? null : found.secret
        const secrets = { secret: makeWebhookSecret(), previousSecret }
        const webhook: WebhookRecord = { ...found, ...secrets, previousSecretExpiresAt, updatedAt: at }
        await stores.webhooks.update(webhook)
        await stores.webhooks.saveSecrets(id, secrets)
        await stores.events.append([buildWebhookEvent('webhook.secret_rotated', webhook, { at, actor })])
        return toCreatedWebhook(webhook)
      })
    },
    async delete(id, { actor = null } = {}) {
      const at = clock().toISOString()
      await storage.transaction(async stores => {
        const webhook = await requireWebhook(stores.webhooks, id, { lock: true })
        await stores.webhooks.delete(id)
        await stores.events.append([buildWebhookEvent('webhook.deleted', webhook, { at, actor })])
      })
    },
    async ping(id) {
      const { id: webhookId } = await requireWebhook(storage.webhooks, id)
      const now = clock()
      const timestamp = now.toISOString()
      const deliveryId = v7({ msecs: now.getTime() })
      await storage.webhooks.addDeliveries([
        {
          id: deliveryId,
          webhookId,
          eventNumber: null,
          eventType: 'webhook.ping',
          body: JSON.stringify({ type: 'webhook.ping', timestamp, data: { webhookId } }),
          createdAt: timestamp,
        },
      ])
      ring()
      return requireDelivery(storage.webhooks, webhookId, deliveryId)
    },
    async deliveries(id, query) {
      await requireWebhook(storage.webhooks, id)
      return storage.webhooks.listDeliveries(id, parseInput(deliveryQuerySchema, query ?? {}, 'the query'))
    },
    async redeliver(id, deliveryId) {
      const delivery = await requireDelivery(storage.webhooks, id, deliveryId)
      ring()
      return delivery
    },
  }
}

async function requireWebhook(
  store: WebhookStore,
  id: string,
  options?: { readonly lock?: boolean },
): Promise<WebhookRecord> {
  const webhook = await store.find(id, options)
  if (webhook === undefined) throw new WaybillError('WEBHOOK_NOT_FOUND', `There is no webhook ${quote(id)}.`)
  return webhook
}

/** Makes it due, and gives it back. */
async function requireDelivery(store: WebhookStore, webhookId: string, id: string) {
  const delivery = await store.requeueDelivery(webhookId, id)
  if (delivery === undefined)
    throw new WaybillError(
      'WEBHOOK_NOT_FOUND',
      `The webhook ${quote(webhookId)} has no message ${quote(id)}.`,
    )
  return delivery
}

function toWebhook({ secret: _secret, previousSecret: _previous, ...webhook }: WebhookRecord): Webhook {
  return webhook
}

function toCreatedWebhook({ previousSecret: _previous, ...webhook }: WebhookRecord): CreatedWebhook {
  return webhook
}
