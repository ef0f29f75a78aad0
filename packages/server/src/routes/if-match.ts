import { timestampSchema, type Waybill, WaybillError } from '@waybill/core'
import { z } from 'zod'

/** Headers of a request that changes a workspace only as it was read. */
export const ifMatchHeaders = z.object({
  'If-Match': z
    .string()
    .max(1000)
    .optional()
    .describe('`ETag` of the workspace as it was read: 412 when it was changed since.'),
})

/**
 * ETag of a workspace. It stands for what can be asked to change (RFC 9110 §13.1.1), not for how far its run has come:
 * a heartbeat must not refuse a new name.
 */
export function toWorkspaceTag({ updatedAt }: { readonly updatedAt: string }): string {
  return `"${updatedAt}"`
}

/**
 * The time of change that a request asks for by its `If-Match`; undefined when it takes any.
 * @throws WaybillError `PRECONDITION_FAILED`, `WORKSPACE_NOT_FOUND`
 */
export async function readIfMatch(
  waybill: Waybill,
  idOrName: string,
  header: string | undefined,
): Promise<string | undefined> {
  if (header === undefined || header.trim() === '*') return undefined
  // One tag of ours is judged where the row is locked, and not before.
  const seen = timestampSchema.safeParse(/^\s*"([^"]*)"\s*$/.exec(header)?.[1])
  if (seen.success) return seen.data
  const workspace = await waybill.workspaces.get(idOrName)
  const tags = header.split(',').map(tag => tag.trim())
  if (tags.includes(toWorkspaceTag(workspace))) return workspace.updatedAt
  throw new WaybillError('PRECONDITION_FAILED', `The workspace ${workspace.name} is not as ${header} says.`, {
    hint: 'Read it again, and decide anew.',
    details: { etag: toWorkspaceTag(workspace) },
  })
}
