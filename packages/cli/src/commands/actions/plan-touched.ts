import { type CatalogDiff, isWaybillError, type Plan, type RunId, type RunStatus } from '@waybill/core'
import { planCounts } from '../../output/plan-text.js'
import { currentUser } from '../../wiring/current-user.js'
import type { Session } from '../with-waybill.js'
import { settleRun } from './settle-run.js'
import type { TouchedWorkspace } from './touched-workspaces.js'

/** What a change would do to one live workspace. */
export type TouchedPlan =
  | {
      readonly runId: RunId
      readonly status: RunStatus
      readonly plan: Plan | null
      readonly error: string | null
    }
  /** There is nothing to be planned, or it cannot be now. */
  | { readonly runId: null; readonly why: string }

/**
 * Plans each workspace with the manifest that its app would have, one after the other, and follows that. Nothing is
 * changed by it: the catalog does not learn of the manifest.
 */
export async function planTouched(
  session: Session,
  workspaces: readonly TouchedWorkspace[],
  { changes, manifests }: Pick<CatalogDiff, 'changes' | 'manifests'>,
): Promise<readonly TouchedWorkspace[]> {
  const slugs = new Map(changes.map(({ slug, from }) => [from ?? slug, slug]))
  const planned: TouchedWorkspace[] = []
  for (const workspace of workspaces) {
    if (session.interrupted.aborted) break
    const manifest = manifests.get(slugs.get(workspace.appSlug) ?? workspace.appSlug)
    session.terminal.say(session.terminal.sayColors.dim(`Planning ${workspace.name} …`))
    const plan = manifest === undefined ? nothingFor(workspace) : await planOne(session, workspace, manifest)
    planned.push({ ...workspace, plan })
  }
  return planned
}

type NewManifest = CatalogDiff['manifests'] extends ReadonlyMap<string, infer Manifest> ? Manifest : never

async function planOne(
  session: Session,
  { id }: TouchedWorkspace,
  manifest: NewManifest,
): Promise<TouchedPlan> {
  const { waybill } = session
  try {
    const input = { kind: 'plan', manifest, actor: currentUser() } as const
    const run = await settleRun(session, await waybill.workspaces.startRun(id, input), { yes: false })
    return { runId: run.id, status: run.status, plan: run.plan, error: run.error?.message ?? null }
  } catch (error) {
    if (!isWaybillError(error)) throw error
    return { runId: null, why: error.message }
  }
}

function nothingFor({ change }: TouchedWorkspace): TouchedPlan {
  if (change === 'removed')
    return { runId: null, why: 'its app goes; the workspace stays until somebody destroys it' }
  if (change === 'broken') return { runId: null, why: 'its app breaks, so the last good revision stays' }
  return { runId: null, why: 'its manifest stays as it is' }
}

/** A plan in one line. */
export function touchedPlanText(plan: TouchedPlan): string {
  if (plan.runId === null) return `no plan: ${plan.why}`
  if (plan.plan === null)
    return `the plan ended ${plan.status}${plan.error === null ? '' : `: ${plan.error}`}`
  return planCounts(plan.plan)
}

/** Whether a plan was asked for and did not come about. */
export function hasFailed(plan: TouchedPlan | undefined): boolean {
  return plan !== undefined && plan.runId !== null && plan.status !== 'planned_and_finished'
}
