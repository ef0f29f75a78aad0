import { setFlagsFromString } from 'node:v8'
import {
  chooseTheme,
  commandOf,
  type OpenedForTui,
  type Place,
  parsePlace,
  rootScreens,
  startTui,
  type ThemeName,
  themeNames,
} from '@waybill/tui'
import { terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import type { OpenedWaybill } from '../../wiring/open-waybill.js'
import type { Project } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

interface UiArguments extends GlobalArguments {
  readonly place?: string
  readonly readOnly: boolean
  readonly theme?: string
  readonly mouse: boolean
}

/** Runs the terminal UI on the project's Waybill. When no worker lives, this process executes runs meanwhile. */
export async function openUi(args: UiArguments): Promise<number> {
  const place = readPlace(args.place)
  await refuseWithoutTerminal(place)
  const out = terminal()
  const notes: string[] = []
  keepHeapSmall()
  let opened: Promise<Opened> | undefined
  // React's development build is slower and keeps every measurement; Ink takes it unless it is told.
  process.env.NODE_ENV ??= 'production'
  const end = await startTui({
    open: () => {
      opened = open(args, notes)
      return opened
    },
    place,
    theme: themeNames.find(name => name === args.theme) ?? (chooseTheme(process.env) satisfies ThemeName),
    readOnly: args.readOnly,
    mouse: args.mouse,
    streams: { stdin: process.stdin, stdout: process.stdout },
    env: process.env,
  })
  for (const note of notes) out.say(note)
  if (end.error !== undefined) {
    await opened?.then(close, () => undefined)
    throw end.error
  }
  if (opened !== undefined) await leave(await opened, out.say)
  return end.exitCode
}

/**
 * V8 lets a heap of 40 MB grow to 150 MB before it looks for garbage; this flag, which it reads at each collection, has
 * it look after 60 %. Less costs time where much is read, as when a long log is followed; more keeps 200 MB and over.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60')
}

function readPlace(text: string | undefined): Place {
  if (text === undefined) return { screen: 'dashboard' }
  const place = parsePlace(text)
  if (place !== undefined) return place
  throw new UsageError(
    `There is no place "${text}": it is one of ${rootScreens.join(', ')}, or one thing, such as workspaces/demo.`,
  )
}

/** Says which command does the same without a terminal. */
async function refuseWithoutTerminal(place: Place): Promise<void> {
  const isDumb = process.env.TERM === 'dumb'
  if (process.stdin.isTTY && process.stdout.isTTY && !isDumb) return
  const why = isDumb
    ? 'the terminal says that it can show lines only (TERM=dumb)'
    : 'stdin or stdout is not one'
  const { WaybillError } = await import('@waybill/core')
  throw new WaybillError('CONFIG_INVALID', `The terminal UI needs a terminal, and ${why}.`, {
    hint: `Use \`${commandOf(place)}\` instead.`,
  })
}

/** The UI says itself that a connection is lost, and takes it up again: it wants to know soon. */
const reconnectForMs = 1000

type Opened = OpenedForTui & Pick<OpenedWaybill, 'executes'>

/**
 * The server's Waybill where one is named, else the project's own. All that it takes is loaded here: the first frame
 * does not wait for it.
 */
async function open(args: UiArguments, notes: string[]): Promise<Opened> {
  const { openProject } = await import('../../wiring/project.js')
  const project = openProject(args)
  notes.push(...project.loaded.notes)
  const where = describePlace(project)
  const { openServer } = await import('../../wiring/open-server.js')
  const server = await openServer(project, { reconnectForMs })
  if (server !== undefined) return { ...server, where }
  const { openWaybill } = await import('../../wiring/open-waybill.js')
  const own = await openWaybill(project, {
    worker: args.readOnly ? 'never' : 'when-none-lives',
    create: true,
    waitMs: 0,
    onProgress: () => undefined,
    onLog: entry => {
      if (entry.level === 'error') notes.push(`${entry.level}: ${entry.message}`)
    },
  })
  return { ...own, where }
}

function describePlace({ database, loaded }: Project): string {
  const { WAYBILL_SERVER: server } = loaded.values
  if (server !== undefined) return server.replace(/^https?:\/\//, '').replace(/\/$/, '')
  return database.kind === 'embedded' ? 'embedded database' : 'configured database'
}

async function close({ waybill }: Opened): Promise<void> {
  await waybill.close()
}

/** A run that this process executes is waited for; ctrl-C leaves it to the next worker. */
async function leave({ waybill, executes }: Opened, say: (text: string) => void): Promise<void> {
  if (executes) {
    const { items } = await waybill.runs.list({ status: ['planning', 'applying'], limit: 1 })
    if (items.length > 0)
      say('This process executes a run: waiting for it. Ctrl-C leaves it to the next worker.')
  }
  await waybill.close()
}
