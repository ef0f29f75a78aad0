import type { Workspace } from '@waybill/core'
import { rememberWorkspaces } from '../../completion/complete-names.js'
import { age } from '../../output/age.js'
import { ask, canAsk } from '../../output/ask.js'
import type { OutputFormat } from '../../output/output-option.js'
import { type Column, printFields, printRows } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { currentUser } from '../../wiring/current-user.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { type Session, withWaybill } from '../with-waybill.js'
import { printOnChange } from './print-on-change.js'
import { exitCodeOf, settleRun } from './settle-run.js'

interface CreateArguments extends GlobalArguments {
  readonly app: string
  readonly name?: string
  readonly template?: string
  readonly param: readonly string[]
  readonly owner?: string
  readonly idempotencyKey?: string
  readonly ttl?: string
  readonly approve?: 'destructive' | 'always' | 'never'
  readonly planFirst: boolean
  readonly yes: boolean
  readonly wait: boolean
  readonly output: OutputFormat
}

/** Creates a workspace. When no worker lives, this process executes the run itself, and so waits for it. */
export function createWorkspace(args: CreateArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const workspace = await session.waybill.workspaces.create({
        appSlug: args.app,
        name: args.name,
        template: args.template,
        parameters: parseParameters(args.param),
        owner: args.owner,
        idempotencyKey: args.idempotencyKey,
        ttl: args.ttl,
        approve: args.approve,
        planFirst: args.planFirst,
        actor: currentUser(),
      })
      return settleWorkspace(session, workspace, args)
    },
    { worker: 'when-none-lives' },
  )
}

interface ListArguments extends GlobalArguments {
  readonly watch: boolean
  readonly app?: string
  readonly owner?: string
  readonly all: boolean
  readonly output: OutputFormat
}

export function listWorkspaces(args: ListArguments): Promise<number> {
  return withWaybill(args, async session => {
    const print = () => printWorkspaces(session, args)
    if (args.watch) await printOnChange(session, ({ type }) => /^(?:workspace|run)\./.test(type), print)
    else await print()
    return 0
  })
}

async function printWorkspaces({ waybill, terminal }: Session, args: ListArguments): Promise<void> {
  const { items, total, nextCursor } = await waybill.workspaces.list({
    appSlug: args.app,
    owner: args.owner,
    status: args.all
      ? ['pending', 'provisioning', 'ready', 'updating', 'destroying', 'destroyed', 'failed']
      : undefined,
    limit: 1000,
  })
  rememberWorkspaces(
    openProject(args).dataDir,
    items.map(({ name }) => name),
  )
  printRows(terminal, {
    format: args.output,
    rows: items,
    columns: columns(new Date()),
    value: { items, total, nextCursor },
    empty: 'No workspace. `waybill workspace create <app>` makes one.',
  })
}

interface GetArguments extends GlobalArguments {
  readonly workspace: string
  readonly output: OutputFormat
}

export function getWorkspace(args: GetArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    show(terminal, await waybill.workspaces.get(args.workspace), args.output)
    return 0
  })
}

interface DestroyArguments extends GetArguments {
  readonly orphan: boolean
  readonly yes: boolean
  readonly wait: boolean
}

/** Destroys a workspace. Asks first where a person sits; in a script `--yes` has to say so. */
export function destroyWorkspace(args: DestroyArguments): Promise<number> {
  return withWaybill(
    args,
    async session => {
      const found = await session.waybill.workspaces.get(args.workspace)
      if (!args.yes && found.status !== 'destroyed') await confirm(session, found.name, args)
      const { orphan } = args
      const leaving = await session.waybill.workspaces.destroy(found.id, { orphan, actor: currentUser() })
      return settleWorkspace(session, leaving, args)
    },
    { worker: 'when-none-lives' },
  )
}

/** Follows the runs of a workspace until it rests, or shows it as it is. Where no worker lives it has to be followed. */
export async function settleWorkspace(
  session: Session,
  workspace: Workspace,
  args: { readonly wait: boolean; readonly yes: boolean; readonly output: OutputFormat },
): Promise<number> {
  const { terminal } = session
  const isResting = workspace.currentRun.endedAt !== null
  if (isResting || (!args.wait && !session.executes)) {
    show(terminal, workspace, args.output)
    return 0
  }
  if (!args.wait) terminal.say('No worker lives: this process executes the run itself.')
  const settled = await waitUntilSettled(session, workspace, args)
  show(terminal, settled, args.output)
  return exitCodeOf(settled.currentRun)
}

/** A destroy can wait for the run before it, so the newest run is asked for until it has ended. */
async function waitUntilSettled(
  session: Session,
  workspace: Workspace,
  options: { readonly yes: boolean },
): Promise<Workspace> {
  const { waybill, interrupted } = session
  let current = workspace
  while (!interrupted.aborted) {
    if (current.status === 'destroyed') return current
    const run = await settleRun(session, current.currentRun, options)
    current = await waybill.workspaces.get(workspace.id)
    if (current.currentRun.id === run.id) return current
  }
  return current
}

async function confirm(session: Session, name: string, { orphan }: DestroyArguments): Promise<void> {
  if (!canAsk()) throw new UsageError(`Destroying ${name} has to be confirmed: add --yes.`)
  const what = orphan
    ? `This forgets ${name}; what it is made of stays and nobody will remove it.`
    : `This destroys ${name} and all it is made of.`
  const answer = await ask(`${what} Type its name to go on: `, session.interrupted)
  if (answer !== name) throw new UsageError(`That is not "${name}"; nothing was destroyed.`)
}

/** `name=value`; the value is JSON where it can be read as such (numbers, true, lists), else text. */
export function parseParameters(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=')
      if (at < 1) throw new UsageError(`"${text}" is not a parameter: write name=value.`)
      return [text.slice(0, at), jsonOrText(text.slice(at + 1))]
    }),
  )
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, so it is meant as text.
    return text
  }
}

/** What a person should know of it beside its status. */
function notesOf({ outdated, drifted, diverged, activeRun, currentRun }: Workspace): string {
  const notes = [
    // Of a run that changes it, the status tells.
    ...(activeRun === null || activeRun.id === currentRun.id
      ? []
      : [`${activeRun.kind} ${activeRun.status}`]),
    ...(outdated.app || outdated.template ? ['outdated'] : []),
    ...(drifted ? ['drifted'] : []),
    ...(diverged ? ['diverged'] : []),
  ]
  return notes.join(', ') || '-'
}

const columns = (now: Date): readonly Column<Workspace>[] => [
  { head: 'name', cell: workspace => workspace.name },
  {
    head: 'status',
    cell: workspace => (workspace.simulated ? `${workspace.status} (simulated)` : workspace.status),
  },
  { head: 'app', cell: workspace => workspace.appSlug },
  { head: 'template', cell: workspace => workspace.template.name },
  { head: 'notes', cell: notesOf },
  { head: 'endpoints', cell: workspace => Object.values(workspace.endpoints).join(' ') || '-' },
  { head: 'owner', cell: workspace => workspace.owner ?? '-' },
  { head: 'age', cell: workspace => age(workspace.createdAt, now) },
  { head: 'key', cell: workspace => workspace.key, wide: true },
  { head: 'revision', cell: workspace => String(workspace.revision), wide: true },
  { head: 'expires', cell: workspace => workspace.expiresAt ?? '-', wide: true },
  { head: 'id', cell: workspace => workspace.id, wide: true },
]

/** A plan or a refresh that is under way beside the newest run that changes the workspace. */
function describeActive({ activeRun, currentRun }: Workspace): readonly (readonly [string, string])[] {
  if (activeRun === null || activeRun.id === currentRun.id) return []
  const { id, kind, status, waiting } = activeRun
  return [['under way', `${id} (${kind}, ${status})${waiting === null ? '' : `: ${waiting}`}`]]
}

/** Shows one workspace. */
export function show(terminal: Terminal, workspace: Workspace, format: OutputFormat): void {
  const endpoints = Object.entries(workspace.endpoints).map(([name, url]) => [name, url] as const)
  printFields(terminal, {
    format,
    value: workspace,
    fields: [
      ['name', workspace.name],
      ['id', workspace.id],
      [
        'status',
        workspace.simulated ? `${workspace.status} (simulated: nothing real was made)` : workspace.status,
      ],
      ...(workspace.waiting === null ? [] : [['waiting', workspace.waiting] as const]),
      ...(workspace.error === null ? [] : [['error', workspace.error.message] as const]),
      [
        'app',
        `${workspace.appSlug}, revision ${workspace.revision}${workspace.outdated.app ? ' (outdated)' : ''}`,
      ],
      ['template', `${workspace.template.name}${workspace.outdated.template ? ' (outdated)' : ''}`],
      ...(workspace.drifted ? [['drifted', 'yes: see its newest refresh'] as const] : []),
      ...(workspace.owner === null ? [] : [['owner', workspace.owner] as const]),
      ...(workspace.expiresAt === null ? [] : [['ends', workspace.expiresAt] as const]),
      ['run', `${workspace.currentRun.id} (${workspace.currentRun.kind}, ${workspace.currentRun.status})`],
      ...describeActive(workspace),
      ['actions', workspace.actions.join(', ') || '-'],
      ...endpoints,
    ],
  })
}
