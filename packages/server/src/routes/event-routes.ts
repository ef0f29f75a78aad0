import { buildEventFilter, eventPageSchema, eventQuerySchema } from '@waybill/core'
import { z } from 'zod'
import type { RawRequest } from '../route/raw-request.js'
import { ok, type Reply } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import type { RouteDeps } from '../route/route-deps.js'

const listEventsQuerySchema = eventQuerySchema.extend({
  after: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Number of the last event seen. Without it, a page begins with the oldest that is kept, and a stream tells only what is new.',
    ),
})

const listEvents = route({
  method: 'GET',
  path: '/api/v1/events',
  role: 'viewer',
  operationId: 'listEvents',
  tag: 'Events',
  summary: 'The change feed',
  description: [
    'Numbers have no gaps and follow the order of commit. A page (JSON): go on with `after` = the last number seen.',
    'With `Accept: text/event-stream`, events as they are committed, without an end: `data` is an `Event`, the id its',
    'number, which an EventSource sends back as `Last-Event-ID`. An event of type `bookmark` tells only a number to',
    'go on from; comments keep the connection alive.',
  ].join(' '),
  query: listEventsQuerySchema,
  headers: z.object({
    'Last-Event-ID': z
      .string()
      .regex(/^\d{1,15}$/, 'has to be the number of an event')
      .optional()
      .describe('As an EventSource sends it; goes before `after`.'),
  }),
  responses: {
    200: {
      description: 'Events after `after`, oldest first.',
      content: { 'application/json': eventPageSchema, 'text/event-stream': z.string() },
    },
  },
  errors: ['EVENTS_GONE'],
  handler: async ({ query, headers, raw }, deps) => {
    const given = headers['Last-Event-ID']
    const after = given === undefined ? query.after : Number(given)
    if (raw.prefers('application/json', 'text/event-stream') === 'text/event-stream')
      return streamEvents({ ...query, after }, raw, deps)
    return ok(await deps.waybill.events.list({ ...query, after: after ?? 0 }), { Vary: 'Accept' })
  },
})

async function streamEvents(
  query: z.output<typeof listEventsQuerySchema>,
  raw: RawRequest,
  { feed, stopping }: RouteDeps,
): Promise<Reply> {
  const signal = AbortSignal.any([raw.gone(), raw.lapsed(), stopping])
  const content = await feed.open({ after: query.after, matches: buildEventFilter(query), signal })
  return { status: 200, headers: { Vary: 'Accept' }, type: 'text/event-stream', content }
}

/** The change feed. */
export const eventRoutes: readonly Route[] = [listEvents]
