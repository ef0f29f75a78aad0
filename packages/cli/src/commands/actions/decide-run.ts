import { ask, canAsk } from '../../output/ask.js'
import type { OutputFormat } from '../../output/output-option.js'
import { UsageError } from '../../usage-error.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'
import { isOnHold } from './follow-run.js'
import { runId, showRun } from './run.js'
import { settleRun, showPlan } from './settle-run.js'
import { settle } from './workspace-run.js'

interface RunArguments extends GlobalArguments {
  readonly run: string
  readonly output: OutputFormat
}

export interface ApproveArguments extends RunArguments {
  readonly import: boolean
  readonly yes: boolean
  readonly wait: boolean
}

/** Shows the plan and asks, unless `--yes` says so; then the run goes on. */
export function approveRun(args: ApproveArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const { waybill, interrupted } = session
      const run = await waybill.runs.get(await runId(waybill, args.run))
      if (isOnHold(run)) showPlan(session, run)
      if (isOnHold(run) && !args.yes) {
        if (!canAsk()) throw new UsageError('Approving has to be confirmed: add --yes.')
        const answer = await ask('Apply it? Type yes to go on: ', interrupted)
        if (answer !== 'yes') throw new UsageError('Nothing was approved.')
      }
      const approved = await waybill.runs.approve(run.id, { import: args.import, actor: currentUser() })
      // What was logged before is what the plan says.
      return settle(session, approved, { ...args, yes: false, offset: run.logSize })
    },
    { worker: 'when-none-lives' },
  )
}

export function discardRun(args: RunArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const id = await runId(waybill, args.run)
    showRun(terminal, await waybill.runs.discard(id, { actor: currentUser() }), args.output)
    return 0
  })
}

export interface CancelArguments extends RunArguments {
  readonly force: boolean
  readonly wait: boolean
}

/** Stops a run. Waited for, it is well when the run was canceled. */
export function cancelRun(args: CancelArguments): Promise<number> {
  return withWaybill(args, async session => {
    const { waybill, terminal } = session
    const { force } = args
    const id = await runId(waybill, args.run)
    const asked = await waybill.runs.cancel(id, { force, actor: currentUser() })
    const run = args.wait ? await settleRun(session, asked, { yes: false, offset: asked.logSize }) : asked
    showRun(terminal, run, args.output)
    return args.wait && run.status !== 'canceled' ? 1 : 0
  })
}

export interface RetryArguments extends RunArguments {
  readonly yes: boolean
  readonly wait: boolean
}

export function retryRun(args: RetryArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const { waybill } = session
      const next = await waybill.runs.retry(await runId(waybill, args.run), { actor: currentUser() })
      return settle(session, next, args)
    },
    { worker: 'when-none-lives' },
  )
}
