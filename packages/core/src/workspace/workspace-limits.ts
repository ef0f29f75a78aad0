import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { WorkspaceStore } from './workspace-store.js'

/** Most workspaces that are not destroyed; without a number there is no limit. */
export interface WorkspaceLimits {
  readonly total?: number
  readonly perOwner?: number
}

/**
 * Counts inside a transaction in which the new one is stored already; whoever else counts waits for its end.
 * @throws WaybillError `LIMIT_REACHED`
 */
export async function requireRoom(
  workspaces: WorkspaceStore,
  { owner, limits }: { readonly owner: string | null; readonly limits: WorkspaceLimits },
): Promise<void> {
  const { total, perOwner } = limits
  if (total !== undefined && (await workspaces.count({ lock: true })) > total) {
    throw limitReached(`${total} in all`)
  }
  if (perOwner === undefined || owner === null) return
  if ((await workspaces.count({ owner, lock: true })) > perOwner) {
    throw limitReached(`${perOwner} of the owner ${quote(owner)}`)
  }
}

function limitReached(limit: string): WaybillError {
  return new WaybillError('LIMIT_REACHED', `There are as many workspaces as there may be: ${limit}.`, {
    hint: 'Destroy one that is not needed any more, or raise the limit.',
  })
}
