import { type Run, type RunId, type RunKind, type RunStatus, runIdSchema, type Waybill } from '@waybill/core'
import { age } from '../../output/age.js'
import type { OutputFormat } from '../../output/output-option.js'
import { planCounts } from '../../output/plan-text.js'
import { type Column, printFields, printRows } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'
import { logText } from './follow-run.js'

interface GetArguments extends GlobalArguments {
  readonly run: string
  readonly output: OutputFormat
}

export function listRuns(
  args: GlobalArguments & {
    readonly workspace?: string
    readonly status?: readonly RunStatus[]
    readonly kind?: RunKind
    readonly output: OutputFormat
  },
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const workspaceId =
      args.workspace === undefined ? undefined : (await waybill.workspaces.get(args.workspace)).id
    const { kind } = args
    const status = args.status === undefined ? undefined : [...args.status]
    const page = await waybill.runs.list({ workspaceId, status, kind })
    printRows(terminal, {
      format: args.output,
      rows: page.items,
      columns: columns(new Date()),
      value: page,
      empty: 'No run yet.',
    })
    return 0
  })
}

export function getRun(args: GetArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    showRun(terminal, await waybill.runs.get(await runId(waybill, args.run)), args.output)
    return 0
  })
}

/** Shows how far each resource of a run has come. */
export function showLedger(args: GetArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const ledger = await waybill.runs.ledger(await runId(waybill, args.run))
    printRows(terminal, {
      format: args.output,
      rows: ledger,
      columns: [
        { head: 'address', cell: entry => entry.address },
        { head: 'action', cell: entry => entry.action },
        { head: 'phase', cell: entry => entry.phase },
        { head: 'attempt', cell: entry => String(entry.attempt) },
        { head: 'id', cell: entry => entry.id ?? '-' },
      ],
      value: ledger,
      empty: 'It has not begun to apply.',
    })
    return 0
  })
}

interface LogArguments extends GlobalArguments {
  readonly run: string
  readonly follow: boolean
  readonly raw: boolean
}

/** Writes the log stored so far; with `follow`, until the run has ended, and exits with 1 if it failed. */
export function writeLog(args: LogArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal, interrupted }) => {
    const id = await runId(waybill, args.run)
    if (args.raw) await writeBytes(waybill, id, args.follow)
    else await writeLines(waybill, id, { terminal, follow: args.follow, signal: interrupted })
    return args.follow && (await waybill.runs.get(id)).status === 'errored' ? 1 : 0
  })
}

async function writeLines(
  waybill: Waybill,
  id: RunId,
  options: { readonly terminal: Terminal; readonly follow: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { size } = await waybill.runs.readLog(id, { limitBytes: 1 })
  if (size === 0 && !options.follow) return
  for await (const line of waybill.runs.follow(id, { signal: options.signal })) {
    options.terminal.data(logText(line, options.terminal.dataColors))
    if (!options.follow && line.next >= size) return
  }
}

async function writeBytes(waybill: Waybill, id: RunId, follow: boolean): Promise<void> {
  let offset = 0
  for (;;) {
    const chunk = await waybill.runs.readLog(id, { offset })
    process.stdout.write(chunk.bytes)
    offset = chunk.offset + chunk.bytes.length
    if (offset >= chunk.size && (chunk.ended || !follow)) return
    if (chunk.bytes.length === 0) await new Promise(resolve => setTimeout(resolve, 250))
  }
}

/** A run's id as it is; anything else is the name or id of a workspace, for the run under way there or its newest. */
export async function runId(waybill: Waybill, text: string): Promise<RunId> {
  const id = runIdSchema.safeParse(text)
  if (id.success) return id.data
  const { activeRun, currentRun } = await waybill.workspaces.get(text)
  return activeRun?.id ?? currentRun.id
}

const columns = (now: Date): readonly Column<Run>[] => [
  { head: 'run', cell: run => run.id },
  { head: 'kind', cell: run => run.kind },
  { head: 'status', cell: run => run.status },
  { head: 'template', cell: run => run.template.name },
  { head: 'attempt', cell: run => String(run.attempt) },
  { head: 'age', cell: run => age(run.createdAt, now) },
  { head: 'waiting', cell: run => run.waiting ?? '-' },
  { head: 'workspace', cell: run => run.workspaceId, wide: true },
  { head: 'started', cell: run => run.startedAt ?? '-', wide: true },
  { head: 'ended', cell: run => run.endedAt ?? '-', wide: true },
]

/** Shows one run. */
export function showRun(terminal: Terminal, run: Run, format: OutputFormat): void {
  const { plan, uncertain } = run
  const changes = plan?.changes.filter(({ action }) => action !== 'no-op' && action !== 'read') ?? []
  printFields(terminal, {
    format,
    value: run,
    fields: [
      ['run', run.id],
      ['workspace', run.workspaceId],
      ['kind', run.background ? `${run.kind} (in the background)` : run.kind],
      ['status', run.status],
      ['attempt', String(run.attempt)],
      ['plan', plan === null ? '-' : planCounts(plan)],
      ...changes.map(({ address, action }) => ['change', `${action} ${address}`] as const),
      ...(plan?.drift ?? []).map(({ address, action }) => ['drift', `${address} (${action})`] as const),
      ...uncertain.map(
        ({ address, why, resolved }) =>
          ['uncertain', `${address} (${why}${resolved === null ? '' : `; ${resolved}`})`] as const,
      ),
      ['waiting', run.waiting ?? '-'],
      ['error', run.error?.message ?? '-'],
      ...(run.error?.hint ? [['help', run.error.hint] as const] : []),
      ['actions', run.actions.join(', ') || '-'],
      ['started', run.startedAt ?? '-'],
      ['ended', run.endedAt ?? '-'],
    ],
  })
}
