import {
  createdWebhookSchema,
  createWebhookSchema,
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  patchWebhookSchema,
  rotateSecretSchema,
  webhookListSchema,
  webhookSchema,
} from '@waybill/core'
import { z } from 'zod'
import { ok, page } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Webhooks'

const path = '/api/v1/webhooks/{webhook_id}'

const params = z.object({ webhook_id: z.string().describe('Id of the webhook.') })

const listWebhooks = route({
  method: 'GET',
  path: '/api/v1/webhooks',
  role: 'admin',
  operationId: 'listWebhooks',
  tag,
  summary: 'List webhooks',
  responses: { 200: { description: 'Oldest first.', content: json(webhookListSchema) } },
  handler: async (_request, { waybill }) => ok({ items: await waybill.webhooks.list() }),
})

const createWebhook = route({
  method: 'POST',
  path: '/api/v1/webhooks',
  role: 'admin',
  operationId: 'createWebhook',
  tag,
  summary: 'Send events to a URL from now on',
  description:
    'Messages are signed with the `secret`, which is told in this answer alone, as Standard Webhooks says: `webhook-id`, `webhook-timestamp`, `webhook-signature`. Each event comes at least once, under the same id.',
  body: {
    kind: 'json',
    schema: createWebhookSchema.strict().meta({ id: 'CreateWebhook' }),
    required: true,
    description: 'Where to, and what.',
    examples: {
      all: { url: 'https://hooks.example/waybill' },
      some: { url: 'https://hooks.example/waybill', events: ['workspace.status', 'run.*'] },
    },
  },
  responses: {
    201: {
      description: 'It hears of what happens from now on.',
      content: json(createdWebhookSchema),
      headers: { Location: 'Path of the webhook.' },
    },
  },
  handler: async ({ body, actor }, { waybill }) => {
    const webhook = await waybill.webhooks.create({ ...body, actor })
    return { status: 201, headers: { Location: `/api/v1/webhooks/${webhook.id}` }, json: webhook }
  },
})

const getWebhook = route({
  method: 'GET',
  path,
  role: 'admin',
  operationId: 'getWebhook',
  tag,
  summary: 'Get a webhook',
  params,
  responses: { 200: { description: 'The webhook, without its secret.', content: json(webhookSchema) } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id } }, { waybill }) => ok(await waybill.webhooks.get(id)),
})

const updateWebhook = route({
  method: 'PATCH',
  path,
  role: 'admin',
  operationId: 'updateWebhook',
  tag,
  summary: 'Change a webhook, or switch it off and on',
  params,
  body: {
    kind: 'json',
    schema: patchWebhookSchema.strict().meta({ id: 'PatchWebhook' }),
    required: true,
    description: 'What to change.',
    examples: { off: { active: false }, fewer: { events: ['workspace.*'] } },
  },
  responses: { 200: { description: 'As it is now.', content: json(webhookSchema) } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id }, body, actor }, { waybill }) =>
    ok(await waybill.webhooks.update(id, { ...body, actor })),
})

const rotateSecret = route({
  method: 'POST',
  path: `${path}/rotate-secret`,
  role: 'admin',
  operationId: 'rotateWebhookSecret',
  tag,
  summary: 'Sign with a new secret',
  description:
    'The new `secret` is told in this answer alone. For as long as `overlap` says, each message carries two signatures, so that a receiver may know either secret. A message that waits for its next try is signed anew.',
  params,
  body: {
    kind: 'json',
    schema: rotateSecretSchema.strict().meta({ id: 'RotateSecret' }),
    required: false,
    description: 'How long the earlier secret still signs.',
    examples: { default: {}, week: { overlap: '7d' }, leaked: { overlap: null } },
  },
  responses: { 200: { description: 'With its new secret.', content: json(createdWebhookSchema) } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id }, body, actor }, { waybill }) =>
    ok(await waybill.webhooks.rotateSecret(id, { ...body, actor })),
})

const deleteWebhook = route({
  method: 'DELETE',
  path,
  role: 'admin',
  operationId: 'deleteWebhook',
  tag,
  summary: 'Delete a webhook with the record of its messages',
  params,
  responses: { 204: { description: 'It is gone.' } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id }, actor }, { waybill }) => {
    await waybill.webhooks.delete(id, { actor })
    return { status: 204 }
  },
})

const pingWebhook = route({
  method: 'POST',
  path: `${path}/ping`,
  role: 'admin',
  operationId: 'pingWebhook',
  tag,
  summary: 'Send a test message',
  params,
  responses: { 202: { description: 'It is on its way.', content: json(deliverySchema) } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id } }, { waybill }) => ({
    status: 202,
    json: await waybill.webhooks.ping(id),
  }),
})

const listDeliveries = route({
  method: 'GET',
  path: `${path}/deliveries`,
  role: 'admin',
  operationId: 'listWebhookDeliveries',
  tag,
  summary: 'List the messages of a webhook',
  description: 'Newest first; ended ones are kept for 30 days.',
  params,
  query: deliveryQuerySchema,
  responses: {
    200: {
      description: 'One page.',
      content: json(deliveryPageSchema),
      headers: { Link: 'The next page, `rel="next"`, where there is one.' },
    },
  },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id }, query, raw }, { waybill }) =>
    page(await waybill.webhooks.deliveries(id, query), raw),
})

const redeliver = route({
  method: 'POST',
  path: `${path}/deliveries/{delivery_id}/redeliver`,
  role: 'admin',
  operationId: 'redeliverWebhookDelivery',
  tag,
  summary: 'Send a message again',
  params: params.extend({ delivery_id: z.string().describe('Id of the message.') }),
  responses: { 202: { description: 'It is on its way, under the same id.', content: json(deliverySchema) } },
  errors: ['WEBHOOK_NOT_FOUND'],
  handler: async ({ params: { webhook_id: id, delivery_id: deliveryId } }, { waybill }) => ({
    status: 202,
    json: await waybill.webhooks.redeliver(id, deliveryId),
  }),
})

/** Who hears of events elsewhere. */
export const webhookRoutes: readonly Route[] = [
  listWebhooks,
  createWebhook,
  getWebhook,
  updateWebhook,
  rotateSecret,
  deleteWebhook,
  pingWebhook,
  listDeliveries,
  redeliver,
]
