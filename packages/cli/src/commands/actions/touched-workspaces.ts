import { type CatalogDiff, isWaybillError, type Waybill, type Workspace } from '@waybill/core'
import type { GlobalArguments } from '../command.js'
import { type Session, withWaybill } from '../with-waybill.js'
import { planTouched, type TouchedPlan } from './plan-touched.js'

/** A live workspace of an app that changes. */
export interface TouchedWorkspace extends Pick<Workspace, 'id' | 'name' | 'appSlug' | 'status' | 'owner'> {
  /** What happens to its app. */
  readonly change: CatalogDiff['changes'][number]['kind']
  /** Only when plans were asked for. */
  readonly plan?: TouchedPlan
}

/** The live workspaces that a change touches; `unknown` says why nobody can tell. */
export type Touched =
  | { readonly workspaces: readonly TouchedWorkspace[] }
  | { readonly workspaces: null; readonly unknown: string }

/** Asks the server or the database of the project; where there is none, the workspaces are unknown. */
export async function findTouched(
  args: GlobalArguments & { readonly plan: boolean },
  diff: Pick<CatalogDiff, 'changes' | 'manifests'>,
): Promise<Touched> {
  const { changes } = diff
  if (changes.every(({ kind }) => kind === 'added')) return { workspaces: [] }
  let workspaces: readonly TouchedWorkspace[] = []
  try {
    const work = async (session: Session) => {
      workspaces = await listTouched(session.waybill, changes)
      if (args.plan) workspaces = await planTouched(session, workspaces, diff)
      return 0
    }
    const exitCode = await withWaybill(args, work, args.plan ? { worker: 'when-none-lives' } : {})
    return exitCode === 0 ? { workspaces } : { workspaces: null, unknown: 'Interrupted.' }
  } catch (error) {
    if (!isWaybillError(error)) throw error
    return { workspaces: null, unknown: error.message }
  }
}

/** By the slug before and the slug after: the catalog may be at either end of the change. */
async function listTouched(
  waybill: Pick<Waybill, 'workspaces'>,
  changes: CatalogDiff['changes'],
): Promise<readonly TouchedWorkspace[]> {
  const kinds = new Map(
    changes
      .filter(({ kind }) => kind !== 'added')
      .flatMap(({ kind, slug, from }) => [slug, from ?? slug].map(name => [name, kind] as const)),
  )
  const touched: TouchedWorkspace[] = []
  let cursor: string | undefined
  do {
    const page = await waybill.workspaces.list({ limit: 1000, cursor })
    for (const { id, name, appSlug, status, owner } of page.items) {
      const change = kinds.get(appSlug)
      if (change !== undefined) touched.push({ id, name, appSlug, status, owner, change })
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return touched
}
