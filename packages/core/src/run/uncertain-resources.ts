import { z } from 'zod'
import type { LedgerEntry, UncertainResource } from './run.js'
import type { StateSnapshot } from './run-store.js'

/** What is read of a state (Terraform's format, version 4); the rest is the engine's own. */
const stateSchema = z.object({
  resources: z.array(
    z.object({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      instances: z.array(z.object({ index_key: z.union([z.string(), z.number()]).optional() })),
    }),
  ),
})

/**
 * What nobody can be sure of after an earlier attempt was cut off: a creation that was begun and of which no end
 * was told, also where the state names it (a killed Terraform has left states that did, measured), and what was
 * finished and is missing in the state. Pure.
 */
export function listUncertain(
  entries: readonly LedgerEntry[],
  state: StateSnapshot | undefined,
): readonly UncertainResource[] {
  const known = listAddresses(state)
  return entries.flatMap(({ address, action, phase, id }): UncertainResource[] => {
    if (action !== 'create') return []
    if (phase === 'started') return [{ address, id: null, why: 'outcome-unknown' }]
    const isMissing = phase === 'completed' && known !== undefined && !known.has(address)
    return isMissing ? [{ address, id, why: 'missing-in-state' }] : []
  })
}

/** Addresses of everything that a state holds; undefined when that cannot be told. */
function listAddresses(state: StateSnapshot | undefined): ReadonlySet<string> | undefined {
  if (state === undefined) return new Set()
  try {
    const file = stateSchema.safeParse(JSON.parse(new TextDecoder().decode(state.bytes)))
    if (!file.success) return undefined
    return new Set(
      file.data.resources.flatMap(({ module, mode, type, name, instances }) => {
        const own = `${mode === 'data' ? 'data.' : ''}${type}.${name}`
        const address = module === undefined ? own : `${module}.${own}`
        return instances.map(({ index_key: key }) =>
          key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
        )
      }),
    )
  } catch {
    // Not JSON.
    return undefined
  }
}
