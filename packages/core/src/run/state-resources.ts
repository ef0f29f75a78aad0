import { z } from 'zod'
import type { StateSnapshot } from './run-store.js'

/** What is read of a state (Terraform's format, version 4); the rest is the engine's own. */
const stateSchema = z.object({
  resources: z.array(
    z.object({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      instances: z.array(
        z.object({
          index_key: z.union([z.string(), z.number()]).optional(),
          attributes: z.looseObject({ id: z.unknown().optional() }).nullish(),
        }),
      ),
    }),
  ),
})

/** One instance of a resource that a state holds. */
export interface StateInstance {
  readonly address: string
  readonly mode: string
  /** As the provider gave it; undefined where it gives none. */
  readonly id: unknown
}

/** Every managed resource that a state holds, none without a state; undefined when that cannot be told. Pure. */
export function listInstances(state: StateSnapshot | undefined): readonly StateInstance[] | undefined {
  return listAll(state)?.filter(({ mode }) => mode === 'managed')
}

/** Addresses of everything that a state holds; undefined when that cannot be told. Pure. */
export function listAddresses(state: StateSnapshot | undefined): ReadonlySet<string> | undefined {
  const all = listAll(state)
  return all && new Set(all.map(({ address }) => address))
}

function listAll(state: StateSnapshot | undefined): readonly StateInstance[] | undefined {
  if (state === undefined) return []
  const file = stateSchema.safeParse(parseState(state))
  if (!file.success) return undefined
  return file.data.resources.flatMap(({ module, mode, type, name, instances }) => {
    const own = `${mode === 'data' ? 'data.' : ''}${type}.${name}`
    const whole = module === undefined ? own : `${module}.${own}`
    return instances.map(({ index_key: key, attributes }) => ({
      address: key === undefined ? whole : `${whole}[${JSON.stringify(key)}]`,
      mode,
      id: attributes?.id,
    }))
  })
}

/** Undefined for what is not JSON. */
function parseState({ bytes }: StateSnapshot): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
