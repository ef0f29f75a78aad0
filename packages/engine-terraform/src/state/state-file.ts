import { readFileSync } from 'node:fs'
import type { StateSnapshot } from '@waybill/core'
import { z } from 'zod'

/** What is read of a state; the rest is Terraform's own. */
const stateSchema = z.object({ version: z.int(), serial: z.int().min(0), lineage: z.string().min(1) })

const resourcesSchema = z.object({ resources: z.array(z.object({ provider: z.string() })).default([]) })

/**
 * A state as it lies on disk. Terraform truncates before it writes, and leaves an empty file even when it is
 * killed while planning (measured): `empty` and `torn` say nothing about what there is.
 */
export type LocalState =
  | { readonly kind: 'missing' | 'empty' | 'torn' }
  | { readonly kind: 'valid'; readonly state: StateSnapshot }

/** Pure. */
export function parseState(bytes: Uint8Array): LocalState {
  if (bytes.length === 0) return { kind: 'empty' }
  try {
    const parsed = stateSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    if (!parsed.success) return { kind: 'torn' }
    const { serial, lineage } = parsed.data
    return { kind: 'valid', state: { serial, lineage, bytes } }
  } catch {
    // Half written.
    return { kind: 'torn' }
  }
}

/** Reads the state file of a module. */
export function readStateFile(file: string): LocalState {
  try {
    return parseState(readFileSync(file))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'missing' }
    throw error
  }
}

/** Whether a state holds no resource, so that there is nothing to destroy; one that cannot be read does not. Pure. */
export function isEmptyState(state: StateSnapshot | undefined): boolean {
  return !state || readResources(state)?.length === 0
}

/** Addresses of the providers whose resources a state holds, but for the built-in one; sorted. Pure. */
export function listStateProviders(state: StateSnapshot | undefined): readonly string[] {
  const addresses = (readResources(state) ?? []).flatMap(({ provider }) => {
    const address = /provider\["([^"]+)"\]/.exec(provider)?.[1]
    return address === undefined || address.startsWith('terraform.io/builtin/') ? [] : [address]
  })
  return [...new Set(addresses)].sort()
}

type Resources = z.infer<typeof resourcesSchema>['resources']

/** Undefined when the state cannot be read: Terraform itself will say what is wrong with it. */
function readResources(state: StateSnapshot | undefined): Resources | undefined {
  if (!state) return []
  try {
    return resourcesSchema.safeParse(JSON.parse(Buffer.from(state.bytes).toString('utf8'))).data?.resources
  } catch {
    // Not JSON.
    return undefined
  }
}
