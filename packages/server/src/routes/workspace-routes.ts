import {
  createWorkspaceSchema,
  outdatedUpdateSchema,
  outputSchema,
  patchWorkspaceSchema,
  runSchema,
  startRunSchema,
  updateOutdatedSchema,
  workspacePageSchema,
  workspaceQuerySchema,
  workspaceSchema,
} from '@waybill/core'
import { z } from 'zod'
import { idempotencyKeySchema } from '../idempotency/idempotency-key.js'
import { ok, page } from '../route/reply.js'
import { requireRole } from '../route/require-role.js'
import { type Route, route } from '../route/route.js'
import { ifMatchHeaders, readIfMatch, toWorkspaceTag } from './if-match.js'
import { json } from './json-content.js'
import { workspaceParams } from './workspace-params.js'

const tag = 'Workspaces'

const path = '/api/v1/workspaces/{workspace_id}'

const createWorkspace = route({
  method: 'POST',
  path: '/api/v1/workspaces',
  role: 'operator',
  operationId: 'createWorkspace',
  idempotent: true,
  tag,
  summary: 'Create a new workspace (triggers provisioning)',
  description: 'Answers at once, with a workspace that is `pending`; follow its `currentRun`.',
  headers: z.object({
    'Idempotency-Key': idempotencyKeySchema,
  }),
  body: {
    kind: 'json',
    schema: createWorkspaceSchema.strict().meta({ id: 'CreateWorkspace' }),
    required: true,
    description: 'What to make.',
    examples: {
      shortest: { appSlug: 'shop' },
      named: { appSlug: 'shop', name: 'shop-pr-42', owner: 'team-shop', ttl: '8h' },
    },
  },
  responses: {
    201: {
      description: 'It is queued.',
      content: json(workspaceSchema),
      headers: { Location: 'Path of the workspace.' },
    },
  },
  errors: [
    'APP_NOT_FOUND',
    'APP_MOVED',
    'APP_BROKEN',
    'APP_REMOVED',
    'NAME_TAKEN',
    'LIMIT_REACHED',
    'TEMPLATE_NOT_FOUND',
    'TEMPLATE_INVALID',
    'ENGINE_UNAVAILABLE',
  ],
  handler: async ({ body, headers, actor }, { waybill }) => {
    const idempotencyKey = headers['Idempotency-Key']
    const workspace = await waybill.workspaces.create(
      idempotencyKey === undefined ? { ...body, actor } : { ...body, actor, idempotencyKey },
    )
    return { status: 201, headers: { Location: `/api/v1/workspaces/${workspace.id}` }, json: workspace }
  },
})

const listWorkspaces = route({
  method: 'GET',
  path: '/api/v1/workspaces',
  role: 'viewer',
  operationId: 'listWorkspaces',
  tag,
  summary: 'List all workspaces',
  description: 'Newest first. The destroyed ones only when `status` asks for them.',
  query: workspaceQuerySchema,
  responses: {
    200: {
      description: 'One page.',
      content: json(workspacePageSchema),
      headers: { Link: 'The next page, `rel="next"`, where there is one.' },
    },
  },
  handler: async ({ query, raw }, { waybill }) => page(await waybill.workspaces.list(query), raw),
})

const getWorkspace = route({
  method: 'GET',
  path,
  role: 'viewer',
  operationId: 'getWorkspace',
  tag,
  summary: 'Get a specific workspace',
  params: workspaceParams,
  responses: {
    200: {
      description: 'The workspace.',
      content: json(workspaceSchema),
      headers: { ETag: 'Of what may be asked to change: for `If-Match`.' },
    },
  },
  errors: ['WORKSPACE_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => {
    const workspace = await waybill.workspaces.get(params.workspace_id)
    return ok(workspace, { ETag: toWorkspaceTag(workspace) })
  },
})

const patchWorkspace = route({
  method: 'PATCH',
  path,
  role: 'operator',
  operationId: 'patchWorkspace',
  tag,
  summary: 'Change name, owner or end of a workspace',
  description: 'Without a run. What is left out stays; a `ttl` counts from now, and null takes the end away.',
  params: workspaceParams,
  headers: ifMatchHeaders,
  body: {
    kind: 'json',
    schema: patchWorkspaceSchema,
    required: true,
    description: 'What changes.',
    examples: { extend: { ttl: '8h' }, rename: { name: 'shop-demo' }, keep: { ttl: null } },
  },
  responses: { 200: { description: 'The workspace.', content: json(workspaceSchema) } },
  errors: ['PRECONDITION_FAILED', 'WORKSPACE_NOT_FOUND', 'WORKSPACE_CONFLICT', 'NAME_TAKEN', 'LIMIT_REACHED'],
  handler: async ({ params, headers, body, actor }, { waybill }) => {
    const id = params.workspace_id
    const ifUpdatedAt = await readIfMatch(waybill, id, headers['If-Match'])
    const workspace = await waybill.workspaces.patch(id, { ...body, actor, ifUpdatedAt })
    return ok(workspace, { ETag: toWorkspaceTag(workspace) })
  },
})

const startRun = route({
  method: 'POST',
  path: `${path}/runs`,
  role: 'operator',
  operationId: 'startRun',
  idempotent: true,
  tag,
  summary: 'Update a workspace, show what an update would do, or look for drift',
  description:
    '`update` takes the newest revision of the app and the newest version of the template, and merges `parameters` into the present ones (null takes one away). `plan` does the same and changes nothing; with `manifest` it shows what that manifest of the app would do, which need not be in the catalog. `refresh` compares what is real with the state: see `plan.drift` of the run.',
  params: workspaceParams,
  headers: ifMatchHeaders,
  body: {
    kind: 'json',
    schema: startRunSchema,
    required: true,
    description: 'What to run.',
    examples: {
      update: { kind: 'update' },
      parameters: { kind: 'update', parameters: { replicas: 3 }, approve: 'always' },
      plan: { kind: 'plan' },
      manifest: {
        kind: 'plan',
        manifest: {
          appName: 'Shop',
          components: [{ name: 'web', type: 'frontend', path: './web', port: 3000 }],
        },
      },
      refresh: { kind: 'refresh' },
    },
  },
  responses: {
    201: {
      description: 'It is queued.',
      content: json(runSchema),
      headers: { Location: 'Path of the run.' },
    },
  },
  errors: [
    'PRECONDITION_FAILED',
    'WORKSPACE_NOT_FOUND',
    'WORKSPACE_CONFLICT',
    'RUN_CONFLICT',
    'APP_REMOVED',
    'TEMPLATE_NOT_FOUND',
    'TEMPLATE_INVALID',
  ],
  handler: async ({ params, headers, body, actor }, { waybill }) => {
    const id = params.workspace_id
    const ifUpdatedAt = await readIfMatch(waybill, id, headers['If-Match'])
    const run = await waybill.workspaces.startRun(id, { ...body, actor, ifUpdatedAt })
    return { status: 201, headers: { Location: `/api/v1/runs/${run.id}` }, json: run }
  },
})

const updateOutdated = route({
  method: 'POST',
  path: '/api/v1/workspaces/update-outdated',
  role: 'operator',
  operationId: 'updateOutdatedWorkspaces',
  idempotent: true,
  tag,
  summary: 'Update every workspace whose app or template has a newer version',
  description: 'In the background: people’s runs go first. One that cannot be updated now is skipped.',
  body: {
    kind: 'json',
    schema: updateOutdatedSchema,
    required: false,
    description: 'Which ones.',
    examples: { all: {}, ofOneApp: { appSlug: 'shop' } },
  },
  responses: {
    200: { description: 'What is queued, and what was skipped.', content: json(outdatedUpdateSchema) },
  },
  handler: async ({ body, actor }, { waybill }) =>
    ok(await waybill.workspaces.updateOutdated({ ...body, actor })),
})

const getOutputs = route({
  method: 'GET',
  path: `${path}/outputs`,
  role: 'viewer',
  operationId: 'getWorkspaceOutputs',
  tag,
  summary: 'Outputs of a workspace',
  description:
    'All but `endpoints`. A sensitive one is null unless it is revealed; the change feed tells who looked.',
  params: workspaceParams,
  query: z.object({ reveal: z.boolean().default(false).describe('Shows the sensitive ones, too.') }),
  responses: {
    200: { description: 'Outputs by name.', content: json(z.record(z.string(), outputSchema)) },
  },
  errors: ['WORKSPACE_NOT_FOUND', 'FORBIDDEN'],
  handler: async ({ params, query, principal, actor }, { waybill }) => {
    if (query.reveal) requireRole(principal, 'operator', 'Revealing sensitive outputs')
    return ok(await waybill.workspaces.outputs(params.workspace_id, { ...query, actor }))
  },
})

const destroyWorkspace = route({
  method: 'DELETE',
  path,
  role: 'operator',
  operationId: 'destroyWorkspace',
  tag,
  summary: 'Destroy a workspace',
  description:
    'A run that goes on is asked to stop first. Asked again, it answers the same run. With `orphan` it is only forgotten: what it has made stays where it is.',
  params: workspaceParams,
  headers: ifMatchHeaders,
  query: z.object({
    orphan: z.boolean().default(false).describe('Forgets it without destroying anything.'),
    background: z.boolean().default(false).describe('Nobody waits for it: people’s runs go first.'),
  }),
  responses: {
    200: { description: 'It was destroyed already, or is forgotten.', content: json(workspaceSchema) },
    202: {
      description: 'Its end is queued.',
      content: json(workspaceSchema),
      headers: { Location: 'Path of the run that destroys it.' },
    },
  },
  errors: [
    'PRECONDITION_FAILED',
    'WORKSPACE_NOT_FOUND',
    'WORKSPACE_CONFLICT',
    'RUN_CONFLICT',
    'STALE_ATTEMPT',
    'FORBIDDEN',
  ],
  handler: async ({ params, query, headers, principal, actor }, { waybill }) => {
    if (query.orphan) requireRole(principal, 'admin', 'Forgetting a workspace without destroying it')
    const id = params.workspace_id
    const ifUpdatedAt = await readIfMatch(waybill, id, headers['If-Match'])
    const workspace = await waybill.workspaces.destroy(id, { ...query, actor, ifUpdatedAt })
    if (workspace.status === 'destroyed') return ok(workspace)
    return { status: 202, headers: { Location: `/api/v1/runs/${workspace.currentRun.id}` }, json: workspace }
  },
})

/** The provisioned instances of apps. */
export const workspaceRoutes: readonly Route[] = [
  createWorkspace,
  listWorkspaces,
  updateOutdated,
  getWorkspace,
  patchWorkspace,
  destroyWorkspace,
  startRun,
  getOutputs,
]
