import { z } from 'zod'
import type { StateSnapshot } from './run-store.js'

const stateFileSchema = z.object({ resources: z.array(z.unknown()) })

/**
 * Whether there is nothing to destroy: no state at all, or a state file (Terraform's format, version 4) without
 * resources. A state that cannot be read counts as full: the engine will say what is wrong with it.
 */
export function isEmptyState(state: StateSnapshot | undefined): boolean {
  if (state === undefined) return true
  try {
    const file = stateFileSchema.safeParse(JSON.parse(new TextDecoder().decode(state.bytes)))
    return file.success && file.data.resources.length === 0
  } catch {
    // Not JSON.
    return false
  }
}
