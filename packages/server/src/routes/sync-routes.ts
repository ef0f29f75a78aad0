import { syncIdSchema, syncOptionsSchema, syncReportSchema, WaybillError } from '@waybill/core'
import { z } from 'zod'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Catalog'

const syncListSchema = z.object({ items: z.array(syncReportSchema) }).meta({ id: 'SyncReportList' })

const syncCatalog = route({
  method: 'POST',
  path: '/api/v1/catalog/sync',
  role: 'operator',
  operationId: 'syncCatalog',
  idempotent: true,
  tag,
  summary: 'Trigger a catalog sync from the apps directory',
  description:
    'Answers when it is done: what is read afterwards has its result. Broken manifests are part of the report, not an error. With `Prefer: respond-async` it answers at once (a dry run does not), and the report at `Location` says how far it is, whichever replica is asked.',
  headers: z.object({
    Prefer: z.string().optional().describe('`respond-async` (RFC 7240) does not wait for the end.'),
  }),
  body: {
    kind: 'json',
    schema: syncOptionsSchema.strict().meta({ id: 'SyncOptions' }),
    required: false,
    description: 'How to sync.',
    examples: { default: {}, dryRun: { dryRun: true }, force: { force: true } },
  },
  responses: {
    200: { description: 'What it did.', content: json(syncReportSchema) },
    202: {
      description: 'It is queued, or runs.',
      content: json(syncReportSchema),
      headers: {
        Location: 'Path of its report.',
        'Preference-Applied': 'The preference that was followed.',
        'Retry-After': 'Seconds after which to ask there.',
      },
    },
  },
  errors: ['SOURCE_UNAVAILABLE', 'SYNC_HELD', 'SYNC_CONFLICT'],
  handler: async ({ body, headers, actor }, { waybill }) => {
    if (body.dryRun || !prefersAsync(headers.Prefer))
      return ok(await waybill.catalog.sync({ ...body, actor }))
    const report = await waybill.catalog.startSync({ force: body.force, actor })
    return {
      status: 202,
      headers: {
        Location: `/api/v1/catalog/syncs/${report.id}`,
        'Preference-Applied': 'respond-async',
        'Retry-After': '1',
      },
      json: report,
    }
  },
})

/** https://www.rfc-editor.org/rfc/rfc7240#section-4.1 */
function prefersAsync(prefer = ''): boolean {
  return prefer.split(/[,;]/).some(one => one.trim().toLowerCase() === 'respond-async')
}

const listSyncs = route({
  method: 'GET',
  path: '/api/v1/catalog/syncs',
  role: 'viewer',
  operationId: 'listSyncs',
  tag,
  summary: 'Reports of past syncs',
  responses: { 200: { description: 'Newest first.', content: json(syncListSchema) } },
  handler: async (_request, { waybill }) => ok({ items: await waybill.catalog.syncs() }),
})

const getSync = route({
  method: 'GET',
  path: '/api/v1/catalog/syncs/{sync_id}',
  role: 'viewer',
  operationId: 'getSync',
  tag,
  summary: 'Report of one sync',
  params: z.object({ sync_id: z.string().describe('Its id.') }),
  responses: { 200: { description: 'The report.', content: json(syncReportSchema) } },
  errors: ['SYNC_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => {
    const id = syncIdSchema.safeParse(params.sync_id)
    if (!id.success) throw new WaybillError('SYNC_NOT_FOUND', `There is no sync ${params.sync_id}.`)
    return ok(await waybill.catalog.getSync(id.data))
  },
})

/** Bringing the catalog in step with the source. */
export const syncRoutes: readonly Route[] = [syncCatalog, listSyncs, getSync]
