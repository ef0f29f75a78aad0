import { z } from 'zod'
import { parseInput } from '../error/parse-input.js'
import { isWaybillError } from '../error/waybill-error.js'
import { workspaceIdSchema } from '../id/ids.js'
import { type RunRecord, runSchema } from '../run/run.js'
import type { NewestVersions } from './newest-versions.js'
import { type StartRunDeps, startWorkspaceRun } from './start-workspace-run.js'
import type { WorkspaceRecord } from './workspace.js'

/** Which outdated workspaces are updated. */
export const updateOutdatedSchema = z
  .strictObject({
    appSlug: z.string().optional().describe('Only those of this app.'),
    owner: z.string().optional().describe('Only those of this owner.'),
    background: z.boolean().default(true).describe('People’s runs go first.'),
  })
  .meta({ id: 'UpdateOutdated' })
export const updateOutdatedInputSchema = updateOutdatedSchema.extend({ actor: z.string().optional() })
export type UpdateOutdatedInput = z.input<typeof updateOutdatedInputSchema>

/** What became of the outdated workspaces. */
export const outdatedUpdateSchema = z
  .object({
    runs: z.array(runSchema).describe('The updates that are queued.'),
    skipped: z
      .array(
        z.object({ workspaceId: workspaceIdSchema, name: z.string(), code: z.string(), why: z.string() }),
      )
      .describe('Outdated ones that cannot be updated now.'),
  })
  .meta({ id: 'OutdatedUpdate' })
export type OutdatedUpdate = z.infer<typeof outdatedUpdateSchema>

/** An {@link OutdatedUpdate} before its runs are shown. */
export interface StartedUpdates {
  readonly runs: readonly RunRecord[]
  readonly skipped: OutdatedUpdate['skipped']
}

/**
 * Queues an update of every workspace whose app or template has a newer version; one that cannot be updated now
 * does not hold up the others.
 */
export async function updateOutdated(
  deps: StartRunDeps,
  asked: UpdateOutdatedInput = {},
): Promise<StartedUpdates> {
  const { appSlug, owner, background, actor } = parseInput(updateOutdatedInputSchema, asked, 'the update')
  const newest = await deps.newest.open()
  const runs: RunRecord[] = []
  const skipped: OutdatedUpdate['skipped'] = []
  let cursor: string | undefined
  do {
    const page = await deps.storage.workspaces.list({ appSlug, owner, limit: 1000, cursor })
    for (const { id, name } of await listOutdated(page.items, newest)) {
      try {
        runs.push((await startWorkspaceRun(deps, id, { kind: 'update', background, actor })).run)
      } catch (error) {
        if (!isWaybillError(error) || error.code === 'STORAGE_UNAVAILABLE') throw error
        skipped.push({ workspaceId: id, name, code: error.code, why: error.message })
      }
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return { runs, skipped }
}

async function listOutdated(
  workspaces: readonly WorkspaceRecord[],
  newest: NewestVersions,
): Promise<readonly WorkspaceRecord[]> {
  const found = await Promise.all(
    workspaces.map(async workspace => {
      const [revision, template] = await Promise.all([
        newest.revisionOf(workspace),
        newest.templateOf(workspace),
      ])
      const { app, template: hasNewTemplate } = compareVersions(workspace, { revision, template })
      return app || hasNewTemplate ? [workspace] : []
    }),
  )
  return found.flat()
}

/** What has a newer version than the workspace was made with; nothing of one that is on its way out. Pure. */
export function compareVersions(
  { status, destroyRequestedAt, revision, template }: WorkspaceRecord,
  newest: { readonly revision: number | undefined; readonly template: string | undefined },
): { readonly app: boolean; readonly template: boolean } {
  const isGoing = status !== 'destroyed' && status !== 'destroying' && destroyRequestedAt === null
  return {
    app: isGoing && newest.revision !== undefined && newest.revision !== revision,
    template: isGoing && newest.template !== undefined && newest.template !== template.version,
  }
}
