import { canonicalJson } from '../manifest/content-hash.js'
import type { Plan, RunKind } from '../run/run.js'
import { addressOf, type SimulatedResource, type SimulatedState } from './simulated-state.js'

/** One step of a plan. */
export interface SimulatedChange {
  readonly action: 'create' | 'update' | 'delete'
  readonly resource: SimulatedResource
}

interface Component {
  readonly type?: unknown
  readonly path?: unknown
  readonly port?: unknown
}

/** The resources that the variables ask for: one per component. */
export function listWanted(variables: Readonly<Record<string, unknown>>): readonly SimulatedResource[] {
  const { components = {} } = (variables.waybill ?? {}) as { readonly components?: Record<string, Component> }
  return Object.entries(components).map(([name, { type, path, port }]) => ({
    name,
    attributes: { type, path, url: typeof port === 'number' ? `http://localhost:${port}` : null },
  }))
}

/** What has to be done to get from a state to what is wanted. A destroy wants nothing. */
export function planSimulated(
  kind: RunKind,
  state: SimulatedState,
  variables: Readonly<Record<string, unknown>>,
): readonly SimulatedChange[] {
  const wanted = kind === 'destroy' ? [] : listWanted(variables)
  const changes: SimulatedChange[] = []
  for (const resource of state.resources) {
    if (!wanted.some(({ name }) => name === resource.name)) changes.push({ action: 'delete', resource })
  }
  for (const resource of wanted) {
    const known = state.resources.find(({ name }) => name === resource.name)
    if (known === undefined) changes.push({ action: 'create', resource })
    else if (canonicalJson(known.attributes) !== canonicalJson(resource.attributes)) {
      changes.push({ action: 'update', resource })
    }
  }
  return changes
}

/** The plan as it is shown. Nothing drifts where nothing is real. */
export function summarizeChanges(changes: readonly SimulatedChange[]): Plan {
  const count = (action: SimulatedChange['action']) =>
    changes.filter(change => change.action === action).length
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete'),
    replace: 0,
    changes: changes.map(({ action, resource }) => ({
      address: addressOf(resource.name),
      action,
      reason: null,
    })),
    drift: [],
  }
}

/** The state once a change is made. */
export function applyChange(state: SimulatedState, { action, resource }: SimulatedChange): SimulatedState {
  const others = state.resources.filter(({ name }) => name !== resource.name)
  const resources = action === 'delete' ? others : [...others, resource]
  return { ...state, serial: state.serial + 1, resources }
}
