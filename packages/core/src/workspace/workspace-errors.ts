import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { WorkspaceRecord } from './workspace.js'

/** There is no workspace of this id, nor one of this name that is not destroyed. */
export function workspaceNotFound(idOrName: string): WaybillError {
  return new WaybillError('WORKSPACE_NOT_FOUND', `There is no workspace ${quote(idOrName)}.`)
}

/**
 * Refuses what would go on from a state that may be the wrong one.
 * @throws WaybillError `WORKSPACE_CONFLICT` while nobody has chosen between states that diverged
 */
export function requireSettled({ name, diverged }: Pick<WorkspaceRecord, 'name' | 'diverged'>): void {
  if (!diverged) return
  throw new WaybillError(
    'WORKSPACE_CONFLICT',
    `A state of the workspace ${quote(name)} turned up late: it names what the newest state does not know.`,
    { hint: 'Look at its states and choose the one that holds; nothing else is begun before that.' },
  )
}
