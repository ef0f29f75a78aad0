import type { Run } from '@waybill/core'
import { ask, canAsk } from '../../output/ask.js'
import { planText, uncertainText } from '../../output/plan-text.js'
import { currentUser } from '../../wiring/current-user.js'
import type { Session } from '../with-waybill.js'
import { followRun, isOnHold } from './follow-run.js'

/** How a run is brought to its end. */
export interface SettleOptions {
  /** Approves its plan without asking. */
  readonly yes: boolean
  /** Byte of the log to begin at. @default 0 */
  readonly offset?: number
}

/**
 * Follows a run to its end. Where its plan waits, it is shown and the person is asked; where nobody can be asked,
 * it stays as it is.
 */
export async function settleRun(session: Session, run: Run, options: SettleOptions): Promise<Run> {
  const { yes } = options
  const { waybill, terminal, interrupted } = session
  let offset = options.offset ?? 0
  let current = run
  while (!interrupted.aborted) {
    const followed = await followRun({ waybill, terminal, run: current, offset, signal: interrupted })
    current = followed.run
    offset = followed.next
    if (!isOnHold(current)) return current
    const decided = await decide(session, current, { yes })
    if (decided === undefined) return current
    current = decided
  }
  return current
}

/** Undefined when nothing is decided: the plan goes on waiting. */
async function decide(session: Session, run: Run, { yes }: SettleOptions): Promise<Run | undefined> {
  const { waybill, terminal, interrupted } = session
  showPlan(session, run)
  const actor = currentUser()
  if (yes) return waybill.runs.approve(run.id, { actor })
  if (!canAsk()) {
    terminal.say(`It waits to be approved: waybill run approve ${run.id}, or waybill run discard ${run.id}.`)
    return undefined
  }
  const answer = await ask('Apply it? Type yes to apply, no to discard it: ', interrupted)
  if (answer === 'yes') return waybill.runs.approve(run.id, { actor })
  if (answer === 'no') return waybill.runs.discard(run.id, { actor })
  terminal.say(`Nothing was decided: waybill run approve ${run.id}, or waybill run discard ${run.id}.`)
  return undefined
}

/** Writes what a run would do to stderr. */
export function showPlan({ terminal }: Session, run: Run): void {
  if (run.plan !== null) terminal.say(planText(run.plan, terminal.sayColors))
  const uncertain = uncertainText(run)
  if (uncertain !== '') terminal.say(`Uncertain:\n${uncertain}`)
}

/** 0 for a run that did what was asked of it, else 1. */
export function exitCodeOf({ status }: Run): number {
  return status === 'applied' || status === 'planned_and_finished' ? 0 : 1
}
