import { runPageSchema, runQuerySchema, runSchema } from '@waybill/core'
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

const cancelRun = route({
  method: 'POST',
  path: '/api/v1/runs/{run_id}/cancel',
  role: 'operator',
  operationId: 'cancelRun',
  tag,
  summary: 'Stop a run gracefully',
  params: runParams,
  responses: { 202: { description: 'It is asked to stop, or has stopped.', content: json(runSchema) } },
  errors: ['RUN_NOT_FOUND', 'RUN_CONFLICT'],
  handler: async ({ params, actor }, { waybill }) => ({
    status: 202,
    json: await waybill.runs.cancel(readRunId(params.run_id), { actor }),
  }),
})

/** The executions. */
export const runRoutes: readonly Route[] = [listRuns, getRun, cancelRun]
