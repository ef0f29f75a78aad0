import type { Check } from '../../doctor/check.js'
import { attempt } from '../../doctor/check.js'
import { checkDatabase } from '../../doctor/check-database.js'
import { checkEngines } from '../../doctor/check-engines.js'
import {
  checkApps,
  checkDataDir,
  checkNode,
  checkProgram,
  checkRemoteServer,
  checkServer,
  checkSettings,
} from '../../doctor/check-host.js'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { printRows } from '../../output/print.js'
import { type Terminal, terminal } from '../../output/terminal.js'
import { openProject, readSettings } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { writeBundle } from './write-bundle.js'

/** Looks at everything and says how to mend what is missing. Exit code 3 when something keeps Waybill from working. */
export async function doctor(
  args: GlobalArguments & { readonly output: OutputFormat; readonly bundle?: string },
): Promise<number> {
  const out = terminal()
  const checks = await checkAll(args)
  if (args.bundle !== undefined) {
    await writeBundle(args, args.bundle, checks)
    out.say(`Wrote ${args.bundle}. It has no secrets in it; read it before you hand it on.`)
  }
  if (isForPeople(args.output)) print(out, checks)
  else
    printRows(out, {
      format: args.output,
      rows: checks,
      columns: [{ head: 'name', cell: check => check.name }],
      value: checks,
      empty: '',
    })
  return checks.some(({ state }) => state === 'bad') ? 3 : 0
}

/** Without settings that fit there is nothing else to look at but the machine. */
async function checkAll(args: GlobalArguments): Promise<readonly Check[]> {
  const loaded = readSettings(args, process.cwd())
  const machine = [
    checkNode(process.version),
    checkProgram('git', {
      args: ['--version'],
      mend: 'Install Git: Git sources and `validate --since` need it.',
    }),
    checkProgram('docker', {
      args: ['--version'],
      mend: 'Only templates that build or run containers need it.',
    }),
  ]
  const settings = checkSettings(loaded)
  if (settings.state === 'bad') return [settings, ...machine]
  const project = openProject(args)
  const server = project.loaded.values.WAYBILL_SERVER
  // Database, engines and data directory are the server's own then.
  if (server !== undefined)
    return [settings, ...machine, checkApps(project), await checkRemoteServer(project, server)]
  const engines = await attemptAll('engine', () => checkEngines(project))
  const database = await attemptAll('database', () => checkDatabase(project))
  const local = [checkApps(project), checkDataDir(project), checkServer(project)]
  return [settings, ...machine, ...local, ...database, ...engines]
}

async function attemptAll(name: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  let all: readonly Check[] = []
  const failed = await attempt(
    name,
    async () => {
      all = await look()
      return { name, state: 'ok', found: '' }
    },
    'With --debug more is told.',
  )
  return failed.state === 'ok' ? all : [failed]
}

const signs = { ok: '✓', warn: '!', bad: '✗' } as const

function print(out: Terminal, checks: readonly Check[]): void {
  const { green, yellow, red, dim } = out.dataColors
  const paints = { ok: green, warn: yellow, bad: red }
  const width = Math.max(...checks.map(({ name }) => name.length))
  for (const { name, state, found, mend } of checks) {
    out.data(`${paints[state](signs[state])} ${name.padEnd(width)}  ${found}`)
    if (mend !== undefined) out.data(dim(`  ${''.padEnd(width)}  ${mend}`))
  }
  const bad = checks.filter(({ state }) => state === 'bad').length
  out.say(bad === 0 ? 'Waybill can work here.' : `${bad} of these keep Waybill from working.`)
}
