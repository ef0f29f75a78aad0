import { healthSchema, WaybillError } from '@waybill/core'
import { z } from 'zod'
import { renderHomePage } from '../docs/home-page.js'
import { hideInsides, hideReasons } from '../metrics/hide-insides.js'
import { isReady, readinessSchema, readReadiness } from '../metrics/readiness.js'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Health'

const serviceSchema = z
  .object({
    name: z.string().describe('`APP_NAME`.'),
    version: z.string().describe('`APP_VERSION`.'),
    waybill: z.string().describe('Version of Waybill.'),
    docs: z.string().describe('Path of the API documentation.'),
  })
  .meta({ id: 'Service' })

const healthyHealthSchema = healthSchema.extend({ status: z.literal('healthy') }).meta({ id: 'Health' })

const aliveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' })

const readySchema = z.object({ status: z.literal('ok'), checks: readinessSchema }).meta({ id: 'Ready' })

const getService = route({
  method: 'GET',
  path: '/',
  role: 'public',
  operationId: 'getService',
  tag,
  summary: 'Service info',
  description: 'A browser gets a small page with links instead.',
  responses: {
    200: { description: 'What this is.', content: { ...json(serviceSchema), 'text/html': z.string() } },
  },
  handler: ({ raw }, { service }) => {
    if (raw.prefers('application/json', 'text/html') === 'text/html') return renderHomePage(service)
    const { name, version, waybillVersion } = service
    return ok({ name, version, waybill: waybillVersion, docs: '/docs' }, { Vary: 'Accept' })
  },
})

const getHealth = route({
  method: 'GET',
  path: '/health',
  role: 'public',
  tellsMore: true,
  operationId: 'getHealth',
  tag,
  summary: 'Health check',
  description:
    'Database, source, engines and the version of the catalog. 503 names what does not answer. Where the server has authentication, places, versions and reasons are told with a credential only.',
  responses: { 200: { description: 'All that is needed answers.', content: json(healthyHealthSchema) } },
  errors: ['STORAGE_UNAVAILABLE'],
  handler: async ({ raw }, { waybill }) => {
    const known = await waybill.health()
    const health = raw.anonymous ? hideInsides(known) : known
    if (health.ok) return ok({ status: 'healthy', ...health })
    const reason = health.database.error ?? 'A part that it needs does not answer.'
    throw new WaybillError('STORAGE_UNAVAILABLE', `Waybill is not healthy. ${reason}`, {
      details: { ...health },
    })
  },
})

const getLivez = route({
  method: 'GET',
  path: '/livez',
  role: 'public',
  operationId: 'getLivez',
  tag,
  summary: 'Whether the process answers',
  description: 'It does as long as the event loop turns, whatever else is away.',
  responses: { 200: { description: 'It does.', content: json(aliveSchema) } },
  handler: () => ok({ status: 'ok' }),
})

const getReadyz = route({
  method: 'GET',
  path: '/readyz',
  role: 'public',
  tellsMore: true,
  operationId: 'getReadyz',
  tag,
  summary: 'Whether requests should be sent here',
  description:
    '503 while the database does not answer or lacks migrations, and from the moment the server begins to stop. Everything that is stood on is named; a source, an engine or a worker that is away takes no server out of service.',
  responses: { 200: { description: 'They should.', content: json(readySchema) } },
  errors: ['STORAGE_UNAVAILABLE', 'SCHEMA_OUTDATED', 'CLOSED'],
  handler: async ({ raw }, { waybill, inspect, answerWithinMs, stopping }) => {
    if (stopping.aborted) throw new WaybillError('CLOSED', 'The server is stopping.')
    const known = await readReadiness(waybill, { inspect, withinMs: answerWithinMs * 0.8 })
    const checks = raw.anonymous ? hideReasons(known) : known
    if (isReady(checks)) return ok({ status: 'ok', checks })
    const { database, migrations } = checks
    if (!database.ok)
      throw new WaybillError(
        'STORAGE_UNAVAILABLE',
        `The database does not answer. ${database.error ?? ''}`.trim(),
        {
          details: { checks },
        },
      )
    throw new WaybillError('SCHEMA_OUTDATED', migrations.error ?? 'Migrations are pending.', {
      details: { checks },
    })
  },
})

const getMetrics = route({
  method: 'GET',
  path: '/metrics',
  role: 'viewer',
  operationId: 'getMetrics',
  tag,
  summary: 'Measures for Prometheus',
  description: 'Of this process and its requests, and of what is stored, in the text format.',
  responses: { 200: { description: 'All of them.', content: { 'text/plain': z.string() } } },
  handler: async (_request, { metrics }) => ({
    status: 200,
    type: metrics.contentType,
    content: await metrics.render(),
  }),
})

/** What this is, and how it is. */
export const serviceRoutes: readonly Route[] = [getService, getHealth, getLivez, getReadyz, getMetrics]
