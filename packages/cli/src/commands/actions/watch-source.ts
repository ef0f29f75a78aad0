import type { Source, SyncReport } from '@waybill/core'
import type { OutputFormat } from '../../output/output-option.js'
import type { Terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { openProject } from '../../wiring/project.js'
import { withWaybill } from '../with-waybill.js'
import { followSource } from './follow-source.js'
import { printChanges } from './print-changes.js'
import type { SyncArguments } from './sync.js'

/** How often a remote repository is asked, where no interval is set. */
const remoteIntervalMs = 60_000

/** Syncs, and again when something changes, until ctrl-C (130) or SIGTERM (0). */
export function watchSource(args: SyncArguments): Promise<number> {
  const { output } = args
  if (args.dryRun || args.force)
    throw new UsageError('--watch goes with neither --dry-run nor --force: it syncs what changes.')
  if (output === 'yaml' || output === 'name')
    throw new UsageError(`--watch writes tables or JSON lines, not ${output}.`)
  return withWaybill(args, async ({ waybill, source, terminal, interrupted }) => {
    if (source === undefined)
      throw new UsageError('The server follows its apps itself: --watch is for a database of your own.')
    const stop = new AbortController()
    const onTerm = () => stop.abort()
    process.once('SIGTERM', onTerm)
    try {
      const print = makePrinter(terminal, output)
      print(await waybill.catalog.sync({ signal: interrupted }))
      terminal.say(terminal.sayColors.dim(`Following ${source.info.location}; ctrl-C ends it.`))
      await using _followed = followSource(waybill, {
        source,
        intervalMs: intervalOf(args, source),
        onSync: print,
        onLog: ({ level, message }) => terminal.say(`${level}: ${message}`),
      })
      await aborted([interrupted, stop.signal])
      return 0
    } finally {
      process.off('SIGTERM', onTerm)
    }
  })
}

function intervalOf(args: SyncArguments, source: Source): number | undefined {
  const { WAYBILL_SYNC_INTERVAL } = openProject(args).loaded.values
  return WAYBILL_SYNC_INTERVAL ?? (source.watch === undefined ? remoteIntervalMs : undefined)
}

/** Resolves with the first of them. Node 20 may collect a signal that `AbortSignal.any` made of them. */
function aborted(signals: readonly AbortSignal[]): Promise<void> {
  return new Promise(resolve => {
    // Nothing else need be open: a watch holds no process.
    const alive = setInterval(() => undefined, 2 ** 30)
    const end = () => {
      clearInterval(alive)
      resolve()
    }
    for (const signal of signals) {
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    }
  })
}

/** Each report as a line, with the apps that changed below it. People are not told of syncs that found nothing. */
function makePrinter(terminal: Terminal, format: OutputFormat): (report: SyncReport) => void {
  let isFirst = true
  return report => {
    if (format === 'json') terminal.data(JSON.stringify(report))
    else if (isFirst || report.changes.length > 0) {
      const { counts, catalogVersion, durationMs, endedAt } = report
      const time = endedAt === null ? '' : new Date(endedAt).toLocaleTimeString('en-GB')
      const apps = `${counts.active} active, ${counts.invalid} invalid, ${counts.neverValid} broken`
      terminal.data(`${time} version ${catalogVersion}: ${apps} (${durationMs} ms)`)
      printChanges(terminal, report)
    }
    isFirst = false
  }
}
