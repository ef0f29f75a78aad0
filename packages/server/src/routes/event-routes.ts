import { eventPageSchema, eventQuerySchema } from '@waybill/core'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const listEvents = route({
  method: 'GET',
  path: '/api/v1/events',
  role: 'viewer',
  operationId: 'listEvents',
  tag: 'Events',
  summary: 'The change feed',
  description:
    'Numbers have no gaps and follow the order of commit. Go on with `after` = the last number seen.',
  query: eventQuerySchema,
  responses: { 200: { description: 'Events after `after`, oldest first.', content: json(eventPageSchema) } },
  handler: async ({ query }, { waybill }) => ok(await waybill.events.list(query)),
})

/** The change feed. */
export const eventRoutes: readonly Route[] = [listEvents]
