import {
  createWorkspaceSchema,
  workspacePageSchema,
  workspaceQuerySchema,
  workspaceSchema,
} from '@waybill/core'
import { z } from 'zod'
import { ok, page } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Workspaces'

const path = '/api/v1/workspaces/{workspace_id}'

const workspaceParams = z.object({ workspace_id: z.string().describe('Id or name of the workspace.') })

const createWorkspace = route({
  method: 'POST',
  path: '/api/v1/workspaces',
  role: 'operator',
  operationId: 'createWorkspace',
  tag,
  summary: 'Create a new workspace (triggers provisioning)',
  description: 'Answers at once, with a workspace that is `pending`; follow its `currentRun`.',
  headers: z.object({
    'Idempotency-Key': z
      .string()
      .max(255)
      .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without spaces')
      .optional()
      .describe('The same key again answers the workspace that was made the first time.'),
  }),
  body: {
    kind: 'json',
    schema: createWorkspaceSchema.strict().meta({ id: 'CreateWorkspace' }),
    required: true,
    description: 'What to make.',
    examples: {
      shortest: { appSlug: 'shop' },
      named: { appSlug: 'shop', name: 'shop-pr-42', owner: 'team-shop' },
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
  responses: { 200: { description: 'The workspace.', content: json(workspaceSchema) } },
  errors: ['WORKSPACE_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => ok(await waybill.workspaces.get(params.workspace_id)),
})

const destroyWorkspace = route({
  method: 'DELETE',
  path,
  role: 'operator',
  operationId: 'destroyWorkspace',
  tag,
  summary: 'Destroy a workspace',
  description: 'Asked again, it answers the same run.',
  params: workspaceParams,
  responses: {
    200: { description: 'It was destroyed already.', content: json(workspaceSchema) },
    202: {
      description: 'Its end is queued.',
      content: json(workspaceSchema),
      headers: { Location: 'Path of the run that destroys it.' },
    },
  },
  errors: ['WORKSPACE_NOT_FOUND', 'RUN_CONFLICT'],
  handler: async ({ params, actor }, { waybill }) => {
    const workspace = await waybill.workspaces.destroy(params.workspace_id, { actor })
    if (workspace.status === 'destroyed') return ok(workspace)
    return { status: 202, headers: { Location: `/api/v1/runs/${workspace.currentRun.id}` }, json: workspace }
  },
})

/** The provisioned instances of apps. */
export const workspaceRoutes: readonly Route[] = [
  createWorkspace,
  listWorkspaces,
  getWorkspace,
  destroyWorkspace,
]
