import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { Timestamp } from '../id/timestamp.js'
import type { WorkspaceRecord } from './workspace.js'

/**
 * Refuses to change a workspace that is not as the caller has seen it; its row has to be locked.
 * @throws WaybillError `PRECONDITION_FAILED`
 */
export function requireUnchanged(
  { name, updatedAt }: Pick<WorkspaceRecord, 'name' | 'updatedAt'>,
  ifUpdatedAt: Timestamp | undefined,
): void {
  if (ifUpdatedAt === undefined || ifUpdatedAt === updatedAt) return
  throw new WaybillError(
    'PRECONDITION_FAILED',
    `The workspace ${quote(name)} was changed after it was read.`,
    { hint: 'Read it again, and decide anew.', details: { updatedAt } },
  )
}
