import { stateEntrySchema, WaybillError, type WorkspacesApi, workspaceSchema } from '@waybill/core'
import { z } from 'zod'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'

const stateEntryListSchema = z.array(stateEntrySchema)

/** What every state file of Terraform and OpenTofu holds. */
const stateFileSchema = z.looseObject({ serial: z.int(), lineage: z.string() })

/** The states of a server's workspaces. */
export function makeStatesApi(
  http: Http,
  workspacePath: (idOrName: string) => string,
): Pick<WorkspacesApi, 'states' | 'readState' | 'restoreState' | 'chooseState'> {
  const statePath = (idOrName: string, stateId: string) =>
    buildPath(`${workspacePath(idOrName)}/states`, stateId, 'STATE_NOT_FOUND')
  return {
    states: async idOrName =>
      http.read(stateEntryListSchema, { method: 'GET', path: `${workspacePath(idOrName)}/states` }),
    async readState(idOrName, stateId = 'newest') {
      const response = await http.send({ method: 'GET', path: statePath(idOrName, stateId) })
      const bytes = new Uint8Array(await response.arrayBuffer())
      const { serial, lineage } = readStateFile(bytes)
      return { serial, lineage, bytes }
    },
    restoreState: async (idOrName, stateId) =>
      http.read(stateEntrySchema, { method: 'POST', path: `${statePath(idOrName, stateId)}/restore` }),
    chooseState: async (idOrName, stateId) =>
      http.read(workspaceSchema, { method: 'POST', path: `${statePath(idOrName, stateId)}/choose` }),
  }
}

function readStateFile(bytes: Uint8Array): z.output<typeof stateFileSchema> {
  try {
    return stateFileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new WaybillError('UNEXPECTED_ANSWER', 'What the server answers is no state file.', { cause })
  }
}
