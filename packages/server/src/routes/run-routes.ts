import { ledgerEntrySchema, runPageSchema, runQuerySchema, runSchema } from '@waybill/core'
import { z } from 'zod'
import { ok, page } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'
import { readRunId, runParams } from './run-params.js'

const tag = 'Runs'

const listRuns = route({
  method: 'GET',
  path: '/api/v1/runs',
  role: 'viewer',
  operationId: 'listRuns',
  tag,
  summary: 'List runs',
  description: 'Newest first.',
  query: runQuerySchema,
  responses: {
    200: {
      description: 'One page.',
      content: json(runPageSchema),
      headers: { Link: 'The next page, `rel="next"`, where there is one.' },
    },
  },
  handler: async ({ query, raw }, { waybill }) => page(await waybill.runs.list(query), raw),
})

const getRun = route({
  method: 'GET',
  path: '/api/v1/runs/{run_id}',
  role: 'viewer',
  operationId: 'getRun',
  tag,
  summary: 'Get a specific run',
  params: runParams,
  responses: { 200: { description: 'The run.', content: json(runSchema) } },
  errors: ['RUN_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => ok(await waybill.runs.get(readRunId(params.run_id))),
})

const getLedger = route({
  method: 'GET',
  path: '/api/v1/runs/{run_id}/ledger',
  role: 'viewer',
  operationId: 'getRunLedger',
  tag,
  summary: 'How far each resource of a run has come',
  description:
    'What the plan creates or replaces is noted before the apply; then each resource from `started` to `completed`, over all attempts. Empty before the first apply.',
  params: runParams,
  responses: { 200: { description: 'One entry per resource.', content: json(z.array(ledgerEntrySchema)) } },
  errors: ['RUN_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => ok(await waybill.runs.ledger(readRunId(params.run_id))),
})

const approveRun = route({
  method: 'POST',
  path: '/api/v1/runs/{run_id}/approve',
  role: 'operator',
  operationId: 'approveRun',
  idempotent: true,
  tag,
  summary: 'Agree to the plan of a run',
  description:
    'Exactly the plan that is shown is applied, by any worker. A run that has to plan anew waits again, unless it would do less. Asked again, it changes nothing.',
  params: runParams,
  body: {
    kind: 'json',
    schema: z
      .strictObject({
        import: z
          .boolean()
          .optional()
          .describe('First takes into the state what exists and is missing there; the plan is made anew.'),
      })
      .meta({ id: 'ApproveRun' }),
    required: false,
    description: 'What else is to be done.',
    examples: { plain: {}, withImports: { import: true } },
  },
  responses: { 202: { description: 'It waits for a worker.', content: json(runSchema) } },
  errors: ['RUN_NOT_FOUND', 'RUN_CONFLICT', 'WORKSPACE_CONFLICT', 'STALE_ATTEMPT'],
  handler: async ({ params, body, actor }, { waybill }) => ({
    status: 202,
    json: await waybill.runs.approve(readRunId(params.run_id), { import: body.import, actor }),
  }),
})

const discardRun = route({
  method: 'POST',
  path: '/api/v1/runs/{run_id}/discard',
  role: 'operator',
  operationId: 'discardRun',
  idempotent: true,
  tag,
  summary: 'Drop a run that is pending, or whose plan waits to be approved',
  params: runParams,
  responses: { 200: { description: 'It is dropped.', content: json(runSchema) } },
  errors: ['RUN_NOT_FOUND', 'RUN_CONFLICT', 'STALE_ATTEMPT'],
  handler: async ({ params, actor }, { waybill }) =>
    ok(await waybill.runs.discard(readRunId(params.run_id), { actor })),
})

const cancelRun = route({
  method: 'POST',
  path: '/api/v1/runs/{run_id}/cancel',
  role: 'operator',
  operationId: 'cancelRun',
  idempotent: true,
  tag,
  summary: 'Stop a run',
  description:
    'Gracefully: its engine is interrupted once and saves its state. 10 s after that it may be forced: its processes are killed, and what they had in hand is uncertain.',
  params: runParams,
  body: {
    kind: 'json',
    schema: z
      .strictObject({ force: z.boolean().optional().describe('Kills its processes.') })
      .meta({ id: 'CancelRun' }),
    required: false,
    description: 'How.',
    examples: { gracefully: {}, byForce: { force: true } },
  },
  responses: { 202: { description: 'It is asked to stop, or has stopped.', content: json(runSchema) } },
  errors: ['RUN_NOT_FOUND', 'RUN_CONFLICT', 'STALE_ATTEMPT'],
  handler: async ({ params, body, actor }, { waybill }) => ({
    status: 202,
    json: await waybill.runs.cancel(readRunId(params.run_id), { force: body.force, actor }),
  }),
})

const retryRun = route({
  method: 'POST',
  path: '/api/v1/runs/{run_id}/retry',
  role: 'operator',
  operationId: 'retryRun',
  idempotent: true,
  tag,
  summary: 'Queue a run again that was not applied',
  description: 'The newest run of its workspace; a speculative plan or a refresh at any time.',
  params: runParams,
  responses: {
    201: {
      description: 'The new run, with the same revision, template version and parameters.',
      content: json(runSchema),
      headers: { Location: 'Path of the new run.' },
    },
  },
  errors: ['RUN_NOT_FOUND', 'RUN_CONFLICT', 'WORKSPACE_CONFLICT'],
  handler: async ({ params, actor }, { waybill }) => {
    const run = await waybill.runs.retry(readRunId(params.run_id), { actor })
    return { status: 201, headers: { Location: `/api/v1/runs/${run.id}` }, json: run }
  },
})

/** The executions. */
export const runRoutes: readonly Route[] = [
  listRuns,
  getRun,
  getLedger,
  approveRun,
  discardRun,
  cancelRun,
  retryRun,
]
