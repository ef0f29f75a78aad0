import type { LedgerEntry, Plan, PlannedChange, RunRecord, UncertainResource } from './run.js'

/** What decides whether a plan has to be approved before it is applied. */
export interface ApprovalQuestion {
  readonly run: Pick<RunRecord, 'kind' | 'approve' | 'approval'>
  readonly plan: Plan
  readonly uncertain: readonly UncertainResource[]
  /** `auto`: the template lets an attempt go on beside what is uncertain. */
  readonly takeover: 'ask' | 'auto'
  /** What earlier attempts of the run did: what they made they may replace. */
  readonly ledger: readonly LedgerEntry[]
}

/** Why a plan waits for somebody; undefined when it may be applied. Pure. */
export function whyApprove(question: ApprovalQuestion): string | undefined {
  const { run, plan, uncertain, takeover } = question
  const accepted = new Set(run.approval?.uncertain)
  const open = uncertain.filter(({ address }) => !accepted.has(address))
  if (open.length > 0 && takeover === 'ask') {
    return `It is not certain whether these exist: ${listFew(open.map(({ address }) => address))}.`
  }
  const changes = plan.changes.filter(change => changesSomething(change) && !isOwn(change, question))
  if (run.approval !== null) {
    const news = changes.filter(change => !isAgreed(change, run.approval?.plan.changes ?? []))
    return news.length === 0
      ? undefined
      : `The plan was made anew and does what was not approved: ${listFew(news.map(describe))}.`
  }
  if (run.approve === 'always') {
    return changes.length === 0 ? undefined : 'Every plan of this workspace has to be approved.'
  }
  // A first provision has nothing to lose, and a destroy was asked for.
  if (run.approve === 'never' || run.kind !== 'update') return undefined
  const losses = changes.filter(({ action }) => action === 'delete' || action === 'replace')
  return losses.length === 0 ? undefined : `It ${listFew(losses.map(describe))}.`
}

/** An import only takes note of what is there, and was asked for. */
function changesSomething({ action }: PlannedChange): boolean {
  return action !== 'read' && action !== 'no-op' && action !== 'import' && action !== 'move'
}

/** What an earlier attempt of this very run has begun to make, it may make again. */
function isOwn({ address }: PlannedChange, { ledger }: ApprovalQuestion): boolean {
  return ledger.some(
    entry => entry.address === address && entry.action === 'create' && entry.phase !== 'planned',
  )
}

/** What was to be replaced may be only created by now, or only deleted. */
function isAgreed(change: PlannedChange, agreed: readonly PlannedChange[]): boolean {
  return agreed.some(
    ({ address, action }) =>
      address === change.address &&
      (action === change.action || (action === 'replace' && change.action !== 'update')),
  )
}

function describe({ address, action }: PlannedChange): string {
  return `${action}s ${address}`
}

function listFew(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join(', ')
  return texts.length > 5 ? `${shown} and ${texts.length - 5} more` : shown
}
