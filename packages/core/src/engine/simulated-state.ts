import type { StateSnapshot } from '../run/run-store.js'

/** One made-up resource: a component of the app. */
export interface SimulatedResource {
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What the simulated engine believes to exist. */
export interface SimulatedState {
  readonly serial: number
  readonly lineage: string
  readonly resources: readonly SimulatedResource[]
}

interface StateFile {
  readonly resources: readonly {
    readonly name: string
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[]
  }[]
}

/** Address of a resource, as Terraform would write it. */
export function addressOf(name: string): string {
  return `simulated_component.${name}`
}

/** A state file in Terraform's format (version 4), so that whoever reads states can read it. */
export function encodeSimulatedState({ serial, lineage, resources }: SimulatedState): StateSnapshot {
  const file = {
    version: 4,
    serial,
    lineage,
    outputs: {},
    resources: resources.map(({ name, attributes }) => ({
      mode: 'managed',
      type: 'simulated_component',
      name,
      provider: 'simulated',
      instances: [{ attributes }],
    })),
  }
  return { serial, lineage, bytes: new TextEncoder().encode(JSON.stringify(file)) }
}

/** Reads back what {@link encodeSimulatedState} wrote; without a state there is nothing yet. */
export function decodeSimulatedState(state: StateSnapshot | undefined, newLineage: string): SimulatedState {
  if (state === undefined) return { serial: 0, lineage: newLineage, resources: [] }
  const file = JSON.parse(new TextDecoder().decode(state.bytes)) as StateFile
  const resources = file.resources.map(({ name, instances }) => ({
    name,
    attributes: instances[0]?.attributes ?? {},
  }))
  return { serial: state.serial, lineage: state.lineage, resources }
}
