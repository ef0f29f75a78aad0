import type { StateSnapshot } from '@waybill/core'
import { z } from 'zod'
import type { StateResource } from './facts.js'

const stateSchema = z.object({
  resources: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      instances: z.array(
        z.object({
          index_key: z.int(),
          status: z.string().optional(),
          attributes: z.object({ id: z.string() }),
        }),
      ),
    }),
  ),
})

/** What a state of the ledger template holds; nothing without a state. Pure. */
export function readResources(state: StateSnapshot | undefined): readonly StateResource[] {
  if (state === undefined) return []
  const { resources } = stateSchema.parse(JSON.parse(new TextDecoder().decode(state.bytes)))
  return resources.flatMap(({ type, name, instances }) =>
    instances.map(({ index_key, status, attributes }) => ({
      address: `${type}.${name}[${index_key}]`,
      id: attributes.id,
      tainted: status === 'tainted',
    })),
  )
}
