import type { Run, StartRunInput } from '@waybill/core'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { printRows } from '../../output/print.js'
import { UsageError } from '../../usage-error.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { type Session, withWaybill } from '../with-waybill.js'
import { showRun } from './run.js'
import { exitCodeOf, settleRun, showPlan } from './settle-run.js'
import { parseParameters } from './workspace.js'

export interface StartArguments extends GlobalArguments {
  readonly workspace: string
  readonly param: readonly string[]
  readonly approve?: 'destructive' | 'always' | 'never'
  readonly wait: boolean
  readonly yes: boolean
  readonly output: OutputFormat
}

export interface UpdateArguments extends Omit<StartArguments, 'workspace'> {
  readonly workspace?: string
  readonly allOutdated: boolean
  readonly app?: string
  readonly owner?: string
}

export type PlanArguments = Omit<StartArguments, 'wait' | 'yes'>
export type RefreshArguments = Omit<PlanArguments, 'param'>

/** Updates one workspace, or every outdated one. */
export function updateWorkspace(args: UpdateArguments): Promise<number> {
  const { workspace, allOutdated } = args
  if (workspace !== undefined && allOutdated) {
    throw new UsageError('Name a workspace or --all-outdated, not both.')
  }
  if (workspace !== undefined) return startRun({ ...args, workspace }, 'update')
  if (allOutdated) return updateOutdated(args)
  throw new UsageError('Name the workspace to update, or add --all-outdated.')
}

/** Shows what an update would do. It is always followed: its plan is what was asked for. */
export function planWorkspace(args: PlanArguments): Promise<number> {
  return startRun({ ...args, wait: true, yes: false }, 'plan')
}

/** Compares what is real with the state. It is always followed. */
export function refreshWorkspace(args: RefreshArguments): Promise<number> {
  return startRun({ ...args, param: [], wait: true, yes: false }, 'refresh')
}

function startRun(args: StartArguments, kind: StartRunInput['kind']): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const { param, approve } = args
      const run = await session.waybill.workspaces.startRun(args.workspace, {
        kind,
        parameters: param.length === 0 ? undefined : parseParameters(param),
        approve,
        actor: currentUser(),
      })
      return settle(session, run, args)
    },
    { worker: 'when-none-lives' },
  )
}

/** Follows a run where that is wanted, or where nobody else would execute it, and shows what came of it. */
export async function settle(
  session: Session,
  run: Run,
  args: {
    readonly wait: boolean
    readonly yes: boolean
    readonly offset?: number
    readonly output: OutputFormat
  },
): Promise<number> {
  if (!args.wait && !session.executes) {
    showRun(session.terminal, run, args.output)
    return 0
  }
  if (!args.wait) session.terminal.say('No worker lives: this process executes the run itself.')
  const settled = await settleRun(session, run, args)
  const isLookedAt = settled.kind === 'plan' || settled.kind === 'refresh'
  if (isLookedAt && isForPeople(args.output)) showPlan(session, settled)
  showRun(session.terminal, settled, args.output)
  return exitCodeOf(settled)
}

function updateOutdated(args: UpdateArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const { waybill, terminal } = session
      const { app: appSlug, owner } = args
      const result = await waybill.workspaces.updateOutdated({ appSlug, owner, actor: currentUser() })
      for (const { name, why } of result.skipped) terminal.say(`Skipped ${name}: ${why}`)
      const runs: Run[] = [...result.runs]
      if (args.wait || session.executes) {
        for (const [index, run] of runs.entries()) runs[index] = await settleRun(session, run, args)
      }
      const names = new Map<string, string>()
      for (const { workspaceId } of runs) {
        names.set(workspaceId, (await waybill.workspaces.get(workspaceId)).name)
      }
      printRows(terminal, {
        format: args.output,
        rows: runs,
        columns: [
          { head: 'workspace', cell: run => names.get(run.workspaceId) ?? run.workspaceId },
          { head: 'run', cell: run => run.id },
          { head: 'status', cell: run => run.status },
        ],
        value: { ...result, runs },
        empty: 'No workspace is outdated that could be updated now.',
      })
      const isWaitedFor = args.wait || session.executes
      return isWaitedFor && runs.some(run => exitCodeOf(run) !== 0) ? 1 : 0
    },
    { worker: 'when-none-lives' },
  )
}
