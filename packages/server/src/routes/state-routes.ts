import { stateEntrySchema, workspaceSchema } from '@waybill/core'
import { z } from 'zod'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'
import { workspaceParams } from './workspace-params.js'

const tag = 'Workspaces'

const path = '/api/v1/workspaces/{workspace_id}/states'

const stateParams = workspaceParams.extend({
  state_id: z.string().describe('Id of the state; `newest` for the one that holds.'),
})

const listStates = route({
  method: 'GET',
  path,
  role: 'viewer',
  operationId: 'listWorkspaceStates',
  tag,
  summary: 'The states of a workspace that are kept',
  description: 'Newest first, at most 100.',
  params: workspaceParams,
  responses: { 200: { description: 'What is listed of each.', content: json(z.array(stateEntrySchema)) } },
  errors: ['WORKSPACE_NOT_FOUND'],
  handler: async ({ params }, { waybill }) => ok(await waybill.workspaces.states(params.workspace_id)),
})

const readState = route({
  method: 'GET',
  path: `${path}/{state_id}`,
  role: 'admin',
  operationId: 'readWorkspaceState',
  tag,
  summary: 'Download a state',
  description: 'The file as the engine wrote it. It holds secrets in the clear.',
  params: stateParams,
  responses: {
    200: {
      description: 'The state file.',
      content: { 'application/octet-stream': z.string() },
      headers: { 'Content-Disposition': 'A name for the file.' },
    },
  },
  errors: ['WORKSPACE_NOT_FOUND', 'STATE_NOT_FOUND', 'STATE_SEALED'],
  handler: async ({ params }, { waybill }) => {
    const { workspace_id: workspace, state_id: stateId } = params
    const state = await waybill.workspaces.readState(workspace, stateId === 'newest' ? undefined : stateId)
    return {
      status: 200,
      type: 'application/octet-stream',
      headers: {
        'Cache-Control': 'no-store',
        'Content-Disposition': `attachment; filename="${state.serial}.tfstate"`,
      },
      content: state.bytes,
    }
  },
})

const restoreState = route({
  method: 'POST',
  path: `${path}/{state_id}/restore`,
  role: 'admin',
  operationId: 'restoreWorkspaceState',
  idempotent: true,
  tag,
  summary: 'Make an earlier state the newest again',
  description: 'With the next serial. Nothing real is changed by it: the next plan starts from there.',
  params: stateParams,
  responses: { 201: { description: 'The entry that is the newest now.', content: json(stateEntrySchema) } },
  errors: ['WORKSPACE_NOT_FOUND', 'WORKSPACE_CONFLICT', 'STATE_NOT_FOUND', 'STATE_SEALED', 'RUN_CONFLICT'],
  handler: async ({ params, actor }, { waybill }) => ({
    status: 201,
    json: await waybill.workspaces.restoreState(params.workspace_id, params.state_id, { actor }),
  }),
})

const chooseState = route({
  method: 'POST',
  path: `${path}/{state_id}/choose`,
  role: 'admin',
  operationId: 'chooseWorkspaceState',
  idempotent: true,
  tag,
  summary: 'Say which state holds, where states have diverged',
  description: 'It becomes the newest, and what waited for that goes on.',
  params: stateParams,
  responses: { 200: { description: 'The workspace.', content: json(workspaceSchema) } },
  errors: ['WORKSPACE_NOT_FOUND', 'WORKSPACE_CONFLICT', 'STATE_NOT_FOUND', 'STATE_SEALED', 'RUN_CONFLICT'],
  handler: async ({ params, actor }, { waybill }) =>
    ok(await waybill.workspaces.chooseState(params.workspace_id, params.state_id, { actor })),
})

/** What the engines of a workspace know of what they made. */
export const stateRoutes: readonly Route[] = [listStates, readState, restoreState, chooseState]
