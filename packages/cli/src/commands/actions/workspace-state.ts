import { writeFileSync } from 'node:fs'
import { ask, canAsk } from '../../output/ask.js'
import type { OutputFormat } from '../../output/output-option.js'
import { printFields, printRows } from '../../output/print.js'
import { UsageError } from '../../usage-error.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { type Session, withWaybill } from '../with-waybill.js'
import { settleWorkspace } from './workspace.js'

export interface StateArguments extends GlobalArguments {
  readonly workspace: string
  readonly state: string
  readonly yes: boolean
  readonly output: OutputFormat
}

export interface ListStatesArguments extends GlobalArguments {
  readonly workspace: string
  readonly output: OutputFormat
}

export interface DownloadStateArguments extends GlobalArguments {
  readonly workspace: string
  readonly state?: string
  readonly file?: string
}

/** Lists what is kept of a workspace's states. */
export function listStates(args: ListStatesArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const states = await waybill.workspaces.states(args.workspace)
    const newest = states.find(({ diverged }) => !diverged)
    printRows(terminal, {
      format: args.output,
      rows: states,
      columns: [
        { head: 'state', cell: state => state.id },
        { head: 'serial', cell: state => String(state.serial) },
        { head: 'saved', cell: state => state.savedAt },
        { head: 'bytes', cell: state => String(state.sizeBytes) },
        { head: 'run', cell: state => state.runId },
        {
          head: 'is',
          cell: state => (state.diverged ? 'diverged' : state.id === newest?.id ? 'newest' : '-'),
        },
      ],
      value: states,
      empty: 'It has no state yet.',
    })
    return 0
  })
}

/** Writes a state as its engine wrote it: to stdout, or into a file that only its owner may read. */
export function downloadState(args: DownloadStateArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const { bytes, serial } = await waybill.workspaces.readState(args.workspace, args.state)
    if (args.file === undefined) {
      terminal.data(new TextDecoder().decode(bytes))
      return 0
    }
    writeFileSync(args.file, bytes, { mode: 0o600, flag: 'wx' })
    terminal.say(`Serial ${serial} is in ${args.file}. It holds secrets in the clear.`)
    return 0
  })
}

/** Makes an earlier state the newest again. */
export function restoreState(args: StateArguments): Promise<number> {
  return withWaybill(args, async session => {
    const { waybill, terminal } = session
    await confirm(session, args, 'The next plan starts from that state.')
    const entry = await waybill.workspaces.restoreState(args.workspace, args.state, { actor: currentUser() })
    printFields(terminal, {
      format: args.output,
      value: entry,
      fields: [
        ['state', entry.id],
        ['serial', String(entry.serial)],
        ['saved', entry.savedAt],
      ],
    })
    return 0
  })
}

/** Says which of the states that diverged holds; what waited for that goes on. */
export function chooseState(args: StateArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const actor = currentUser()
      await confirm(session, args, 'What only the other states name is known to nobody then.')
      const workspace = await session.waybill.workspaces.chooseState(args.workspace, args.state, { actor })
      return settleWorkspace(session, workspace, { ...args, wait: false })
    },
    { worker: 'when-none-lives' },
  )
}

async function confirm(session: Session, { state, yes }: StateArguments, what: string): Promise<void> {
  if (yes) return
  if (!canAsk()) throw new UsageError('That has to be confirmed: add --yes.')
  const answer = await ask(`${what} Type the id of the state to go on: `, session.interrupted)
  if (answer !== state) throw new UsageError(`That is not "${state}"; nothing was changed.`)
}
