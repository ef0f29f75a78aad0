import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'

/** There is no workspace of this id, nor one of this name that is not destroyed. */
export function workspaceNotFound(idOrName: string): WaybillError {
  return new WaybillError('WORKSPACE_NOT_FOUND', `There is no workspace ${quote(idOrName)}.`)
}
