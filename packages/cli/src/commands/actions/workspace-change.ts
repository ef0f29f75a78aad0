import type { PatchWorkspaceInput } from '@waybill/core'
import type { OutputFormat } from '../../output/output-option.js'
import { printRows } from '../../output/print.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'
import { show } from './workspace.js'

export interface WorkspaceArguments extends GlobalArguments {
  readonly workspace: string
  readonly output: OutputFormat
}

export interface RenameArguments extends WorkspaceArguments {
  readonly name?: string
  readonly owner?: string
}

export interface ExtendArguments extends WorkspaceArguments {
  readonly ttl: string
}

export interface OutputsArguments extends WorkspaceArguments {
  readonly reveal: boolean
}

/** Gives a workspace another name or owner; an empty owner is none. */
export function renameWorkspace(args: RenameArguments): Promise<number> {
  const { name, owner } = args
  return patch(args, { name, ...(owner === undefined ? {} : { owner: owner === '' ? null : owner }) })
}

/** Lets a workspace live for so long from now on; `never` takes its end away. */
export function extendWorkspace(args: ExtendArguments): Promise<number> {
  return patch(args, { ttl: args.ttl === 'never' ? null : args.ttl })
}

function patch(args: WorkspaceArguments, input: PatchWorkspaceInput): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const changed = await waybill.workspaces.patch(args.workspace, { ...input, actor: currentUser() })
    show(terminal, changed, args.output)
    return 0
  })
}

/** Shows outputs; the sensitive ones only where that is asked for, which the change feed tells. */
export function showOutputs(args: OutputsArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const { reveal } = args
    const outputs = await waybill.workspaces.outputs(args.workspace, { reveal, actor: currentUser() })
    printRows(terminal, {
      format: args.output,
      rows: Object.entries(outputs),
      columns: [
        { head: 'output', cell: ([name]) => name },
        { head: 'value', cell: ([, output]) => valueText(output.value, output.sensitive && !reveal) },
      ],
      value: outputs,
      empty: 'It has no outputs beside its endpoints.',
    })
    return 0
  })
}

function valueText(value: unknown, isHidden: boolean): string {
  if (isHidden) return '(sensitive: --reveal shows it)'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
