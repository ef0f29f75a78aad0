import { healthSchema, WaybillError } from '@waybill/core'
import { z } from 'zod'
import { renderHomePage } from '../docs/home-page.js'
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
  operationId: 'getHealth',
  tag,
  summary: 'Health check',
  description: 'Database, source, engines and the version of the catalog. 503 names what does not answer.',
  responses: { 200: { description: 'All that is needed answers.', content: json(healthyHealthSchema) } },
  errors: ['STORAGE_UNAVAILABLE'],
  handler: async (_request, { waybill }) => {
    const health = await waybill.health()
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
  operationId: 'getReadyz',
  tag,
  summary: 'Whether requests should be sent here',
  description: '503 while the database does not answer and from the moment the server begins to stop.',
  responses: { 200: { description: 'They should.', content: json(aliveSchema) } },
  errors: ['STORAGE_UNAVAILABLE', 'SCHEMA_OUTDATED', 'CLOSED'],
  handler: async (_request, { waybill, stopping }) => {
    if (stopping.aborted) throw new WaybillError('CLOSED', 'The server is stopping.')
    await waybill.catalog.version()
    return ok({ status: 'ok' })
  },
})

/** What this is, and how it is. */
export const serviceRoutes: readonly Route[] = [getService, getHealth, getLivez, getReadyz]
