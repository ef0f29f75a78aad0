import type { Timestamp } from '../id/timestamp.js'
import type { TemplateVersion } from '../template/template.js'
import type { WorkspaceQuery, WorkspaceRecord } from './workspace.js'

/** How one workspace is looked up. */
export interface WorkspaceLookup {
  /** An id, or the name of one that is not destroyed; an id wins. */
  readonly by: { readonly idOrName: string } | { readonly idempotencyKey: string }
  /** Takes its row until the transaction ends. Default false. */
  readonly lock?: boolean
}

/** Keeps workspaces and the template versions that made them. */
export interface WorkspaceStore {
  /**
   * @throws WaybillError `NAME_TAKEN` when a workspace that is not destroyed has the name, or any has the
   * idempotency key
   */
  insert(workspace: WorkspaceRecord): Promise<void>
  /** Writes everything. @throws WaybillError `NAME_TAKEN` as `insert`; `WORKSPACE_NOT_FOUND` */
  update(workspace: WorkspaceRecord): Promise<void>
  find(lookup: WorkspaceLookup): Promise<WorkspaceRecord | undefined>
  /**
   * Newest first, by their ids; without `status` all but the destroyed ones. Cursors are made and read by
   * `id-cursor.ts`.
   * @throws WaybillError `INVALID_INPUT` for a cursor that is none
   */
  list(query: WorkspaceQuery): Promise<{
    readonly items: readonly WorkspaceRecord[]
    readonly total: number
    readonly nextCursor: string | null
  }>
  /**
   * Those that are not destroyed: of one owner, or all. With `lock` nobody else counts so until the transaction
   * ends: two who are about to add one do not both find room for it.
   */
  count(query?: { readonly owner?: string; readonly lock?: boolean }): Promise<number>
  /** Those that end by themselves before this time and are not on their way out, soonest first, at most 1000. */
  listExpiring(before: Timestamp): Promise<readonly WorkspaceRecord[]>
  /** Keeps a template version once, by its name and version. */
  saveTemplate(template: TemplateVersion): Promise<void>
  findTemplate(name: string, version: string): Promise<TemplateVersion | undefined>
}
