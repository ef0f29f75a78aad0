import {
  createdWebhookSchema,
  deliveryPageSchema,
  deliverySchema,
  type WebhooksApi,
  webhookListSchema,
  webhookSchema,
} from '@waybill/core'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'

const path = 'api/v1/webhooks'

/** The webhooks of a server. */
export function makeWebhooksApi(http: Http): WebhooksApi {
  const one = (id: string) => buildPath(path, id, 'WEBHOOK_NOT_FOUND')
  return {
    list: async () => (await http.read(webhookListSchema, { method: 'GET', path })).items,
    get: async id => http.read(webhookSchema, { method: 'GET', path: one(id) }),
    create: async ({ actor: _actor, ...json }) =>
      http.read(createdWebhookSchema, { method: 'POST', path, json }),
    update: async (id, { actor: _actor, ...json }) =>
      http.read(webhookSchema, { method: 'PATCH', path: one(id), json }),
    rotateSecret: async (id, { actor: _actor, ...json } = {}) =>
      http.read(createdWebhookSchema, { method: 'POST', path: `${one(id)}/rotate-secret`, json }),
    async delete(id) {
      await http.send({ method: 'DELETE', path: one(id) })
    },
    ping: async id => http.read(deliverySchema, { method: 'POST', path: `${one(id)}/ping` }),
    deliveries: async (id, query = {}) =>
      http.read(deliveryPageSchema, { method: 'GET', path: `${one(id)}/deliveries`, query }),
    redeliver: async (id, deliveryId) =>
      http.read(deliverySchema, {
        method: 'POST',
        path: `${buildPath(`${one(id)}/deliveries`, deliveryId, 'WEBHOOK_NOT_FOUND')}/redeliver`,
      }),
  }
}
