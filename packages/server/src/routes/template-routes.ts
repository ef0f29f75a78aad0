import { templateSchema } from '@waybill/core'
import { z } from 'zod'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const templateListSchema = z.object({ items: z.array(templateSchema) }).meta({ id: 'TemplateList' })

const listTemplates = route({
  method: 'GET',
  path: '/api/v1/templates',
  role: 'viewer',
  operationId: 'listTemplates',
  tag: 'Templates',
  summary: 'List templates with their parameters',
  responses: {
    200: { description: 'All of them, also the broken ones.', content: json(templateListSchema) },
  },
  handler: async (_request, { waybill }) => ok({ items: await waybill.templates.list() }),
})

/** What turns apps into infrastructure. */
export const templateRoutes: readonly Route[] = [listTemplates]
