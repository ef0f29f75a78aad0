import { z } from 'zod'
import type { Timestamp } from '../id/timestamp.js'
import { buildWorkspaceEvent } from '../run/run-events.js'
import type { StateSnapshot } from '../run/run-store.js'
import type { Storage } from '../storage/storage.js'
import type { Output } from './workspace.js'
import { workspaceNotFound } from './workspace-errors.js'

/** Outputs as a state file holds them (Terraform's format, version 4): also the sensitive ones, in the clear. */
const stateOutputsSchema = z.object({
  outputs: z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().optional() })),
})

/** Whose outputs are shown, and to whom. */
export interface OutputsOptions {
  readonly idOrName: string
  /** Shows the sensitive ones, too; the change feed tells who looked. */
  readonly reveal: boolean
  readonly actor: string | null
  readonly at: Timestamp
}

/**
 * The outputs of a workspace. Values of sensitive ones are kept in its state alone, which is sealed where there is
 * a key, and are taken from there.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`
 */
export async function readOutputs(
  storage: Storage,
  { idOrName, reveal, actor, at }: OutputsOptions,
): Promise<Readonly<Record<string, Output>>> {
  const workspace = await storage.workspaces.find({ by: { idOrName } })
  if (workspace === undefined) throw workspaceNotFound(idOrName)
  const { outputs } = workspace
  const secret = Object.keys(outputs).filter(name => outputs[name]?.sensitive === true)
  if (!reveal || secret.length === 0) return outputs
  const values = listStateOutputs(await storage.runs.findState(workspace.id))
  // Told before anything is shown.
  await storage.transaction(({ events }) => {
    const event = buildWorkspaceEvent('workspace.outputs_revealed', workspace, { at, actor })
    return events.append([{ ...event, data: { ...event.data, outputs: secret } }])
  })
  const revealed = secret.map(name => [name, { value: values[name] ?? null, sensitive: true }] as const)
  return { ...outputs, ...Object.fromEntries(revealed) }
}

/** Values by name; none where the state cannot be read. Pure. */
function listStateOutputs(state: StateSnapshot | undefined): Readonly<Record<string, unknown>> {
  if (state === undefined) return {}
  try {
    const { outputs } = stateOutputsSchema.parse(JSON.parse(new TextDecoder().decode(state.bytes)))
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))
  } catch {
    // A damaged state has no outputs to show; whoever plans from it is told what is wrong with it.
    return {}
  }
}
