import {
  outdatedUpdateSchema,
  outputSchema,
  runSchema,
  type WorkspacesApi,
  workspacePageSchema,
  workspaceSchema,
} from '@waybill/core'
import { z } from 'zod'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'
import { makeStatesApi } from './states-api.js'

const path = 'api/v1/workspaces'

const outputsSchema = z.record(z.string(), outputSchema)

/** The workspaces of a server. */
export function makeWorkspacesApi(http: Http): WorkspacesApi {
  const workspacePath = (idOrName: string) => buildPath(path, idOrName, 'WORKSPACE_NOT_FOUND')
  return {
    create: async ({ actor: _actor, idempotencyKey, ...json }) =>
      http.read(workspaceSchema, {
        method: 'POST',
        path,
        json,
        headers: idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey },
      }),
    list: async (query = {}) => http.read(workspacePageSchema, { method: 'GET', path, query }),
    get: async idOrName => http.read(workspaceSchema, { method: 'GET', path: workspacePath(idOrName) }),
    destroy: async (idOrName, { orphan, background, ifUpdatedAt } = {}) =>
      http.read(workspaceSchema, {
        method: 'DELETE',
        path: workspacePath(idOrName),
        query: { orphan, background },
        headers: ifMatch(ifUpdatedAt),
      }),
    patch: async (idOrName, { actor: _actor, ifUpdatedAt, ...json }) =>
      http.read(workspaceSchema, {
        method: 'PATCH',
        path: workspacePath(idOrName),
        json,
        headers: ifMatch(ifUpdatedAt),
      }),
    startRun: async (idOrName, { actor: _actor, ifUpdatedAt, ...json }) =>
      http.read(runSchema, {
        method: 'POST',
        path: `${workspacePath(idOrName)}/runs`,
        json,
        headers: ifMatch(ifUpdatedAt),
      }),
    updateOutdated: async ({ actor: _actor, ...json } = {}) =>
      http.read(outdatedUpdateSchema, { method: 'POST', path: `${path}/update-outdated`, json }),
    outputs: async (idOrName, { reveal } = {}) =>
      http.read(outputsSchema, {
        method: 'GET',
        path: `${workspacePath(idOrName)}/outputs`,
        query: { reveal },
      }),
    ...makeStatesApi(http, workspacePath),
  }
}

/** A workspace's ETag is the time it was changed last. */
function ifMatch(updatedAt: string | undefined): Readonly<Record<string, string>> {
  return updatedAt === undefined ? {} : { 'If-Match': `"${updatedAt}"` }
}
