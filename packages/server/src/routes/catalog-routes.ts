import {
  appPageSchema,
  appQuerySchema,
  appSchema,
  catalogVersionSchema,
  diagnosticSchema,
  revisionSchema,
} from '@waybill/core'
import { z } from 'zod'
import { ok, page } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Catalog'

const cachingHeaders = {
  ETag: 'Of the catalog version; send it back as `If-None-Match`.',
  'Last-Modified': 'When the catalog last changed; compare ETags, not this.',
}

const slugParams = z.object({ slug: z.string().describe("The app's slug: its folder's name, slugified.") })

const revisionListSchema = z.object({ items: z.array(revisionSchema) }).meta({ id: 'RevisionList' })

const diagnosticListSchema = z.object({ items: z.array(diagnosticSchema) }).meta({ id: 'DiagnosticList' })

const validationSchema = z
  .object({ valid: z.boolean(), diagnostics: z.array(diagnosticSchema) })
  .meta({ id: 'Validation' })

const listApps = route({
  method: 'GET',
  path: '/api/v1/catalog',
  role: 'viewer',
  operationId: 'listApps',
  tag,
  summary: 'List all apps in the catalog',
  description: 'Without `status`, the apps that can be served: `active` and `invalid`.',
  query: appQuerySchema,
  cachedBy: 'catalog',
  responses: {
    200: {
      description: 'One page, all of one catalog version.',
      content: json(appPageSchema),
      headers: { ...cachingHeaders, Link: 'The next page, `rel="next"`, where there is one.' },
    },
    304: { description: 'The catalog is still of the version that the ETag is of.' },
  },
  handler: async ({ query, raw }, { waybill }) => page(await waybill.catalog.list(query), raw),
})

const getCatalogVersion = route({
  method: 'GET',
  path: '/api/v1/catalog-version',
  role: 'viewer',
  operationId: 'getCatalogVersion',
  tag,
  summary: 'The version of the catalog',
  description:
    'A number that only grows, and when it last did: whoever has seen it need not read anything again.',
  cachedBy: 'catalog',
  responses: {
    200: {
      description: 'It.',
      content: json(catalogVersionSchema.meta({ id: 'CatalogVersion' })),
      headers: cachingHeaders,
    },
    304: { description: 'The catalog is still of the version that the ETag is of.' },
  },
  handler: async (_request, { waybill }) => ok(await waybill.catalog.version()),
})

const getApp = route({
  method: 'GET',
  path: '/api/v1/catalog/{slug}',
  role: 'viewer',
  operationId: 'getApp',
  tag,
  summary: 'Get a specific app by slug',
  params: slugParams,
  cachedBy: 'catalog',
  responses: {
    200: {
      description: 'The app, with where it comes from and its findings.',
      content: json(appSchema),
      headers: cachingHeaders,
    },
    304: { description: 'The catalog is still of the version that the ETag is of.' },
  },
  errors: ['APP_NOT_FOUND', 'APP_MOVED', 'APP_REMOVED'],
  handler: async ({ params }, { waybill }) => ok(await waybill.catalog.get(params.slug)),
})

const listRevisions = route({
  method: 'GET',
  path: '/api/v1/catalog/{slug}/revisions',
  role: 'viewer',
  operationId: 'listRevisions',
  tag,
  summary: "An app's history",
  params: slugParams,
  cachedBy: 'catalog',
  responses: {
    200: {
      description: 'Its revisions, newest first.',
      content: json(revisionListSchema),
      headers: cachingHeaders,
    },
    304: { description: 'The catalog is still of the version that the ETag is of.' },
  },
  errors: ['APP_NOT_FOUND', 'APP_MOVED', 'APP_REMOVED'],
  handler: async ({ params }, { waybill }) => ok({ items: await waybill.catalog.revisions(params.slug) }),
})

const listDiagnostics = route({
  method: 'GET',
  path: '/api/v1/catalog/diagnostics',
  role: 'viewer',
  operationId: 'listDiagnostics',
  tag,
  summary: 'All current findings',
  cachedBy: 'catalog',
  responses: {
    200: { description: 'Errors first.', content: json(diagnosticListSchema), headers: cachingHeaders },
    304: { description: 'The catalog is still of the version that the ETag is of.' },
  },
  handler: async (_request, { waybill }) => ok({ items: await waybill.catalog.diagnostics() }),
})

const validateManifest = route({
  method: 'POST',
  path: '/api/v1/catalog/validate',
  role: 'viewer',
  operationId: 'validateManifest',
  tag,
  summary: 'Check a manifest',
  description: 'Stores nothing. The files that a manifest names are not looked for.',
  body: {
    kind: 'text',
    schema: z.string(),
    required: true,
    description: 'The text of an `app-manifest.json`, right or wrong.',
    examples: {
      right: {
        appName: 'Shop',
        components: [{ name: 'frontend', type: 'frontend', path: './frontend', port: 3000 }],
      },
      wrong: { appName: 'Shop', components: [{ name: 'api', type: 'backend', path: './api', port: '8080' }] },
    },
  },
  responses: {
    200: { description: 'Its findings, also when it is not valid.', content: json(validationSchema) },
  },
  handler: ({ body }, { waybill }) => ok(waybill.catalog.validate(body)),
})

/** The apps. */
export const catalogRoutes: readonly Route[] = [
  listApps,
  getCatalogVersion,
  getApp,
  listRevisions,
  listDiagnostics,
  validateManifest,
]
