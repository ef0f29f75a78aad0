import { templateCheckSchema, templateSchema } from '@waybill/core'
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

const checkTemplate = route({
  method: 'POST',
  path: '/api/v1/templates/{template_name}/check',
  // It starts processes of the engine.
  role: 'operator',
  operationId: 'checkTemplate',
  tag: 'Templates',
  summary: 'Prove a template without creating anything',
  description: 'Its files, its settings, and what its engine says of it.',
  params: z.object({ template_name: z.string().describe('Name of the template.') }),
  responses: { 200: { description: 'It can be used.', content: json(templateCheckSchema) } },
  errors: ['TEMPLATE_NOT_FOUND', 'TEMPLATE_INVALID', 'ENGINE_UNAVAILABLE'],
  handler: async ({ params }, { waybill }) => ok(await waybill.templates.check(params.template_name)),
})

/** What turns apps into infrastructure. */
export const templateRoutes: readonly Route[] = [listTemplates, checkTemplate]
