import type { SyncReport } from '@waybill/core'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { printFields } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

interface SyncArguments extends GlobalArguments {
  readonly dryRun: boolean
  readonly force: boolean
  readonly output: OutputFormat
}

/** Syncs once. Broken manifests are findings of the catalog, not a failed sync: the exit code stays 0. */
export function sync(args: SyncArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal, interrupted }) => {
    const report = await waybill.catalog.sync({ dryRun: args.dryRun, force: args.force, signal: interrupted })
    printFields(terminal, { format: args.output, value: report, fields: reportFields(report) })
    if (isForPeople(args.output)) printChanges(terminal, report)
    if (report.counts.errors > 0)
      terminal.say(terminal.sayColors.dim('`waybill validate` shows what is wrong and how to mend it.'))
    return 0
  })
}

function reportFields({ counts, ...report }: SyncReport): [string, string][] {
  return [
    [report.dryRun ? 'would sync' : 'synced', report.source.location],
    ['apps', `${counts.active} active, ${counts.invalid} invalid, ${counts.neverValid} broken`],
    ['findings', `${counts.errors} errors, ${counts.warnings} warnings`],
    ['unchanged', String(counts.unchanged)],
    ['catalog version', String(report.catalogVersion ?? '-')],
    ['took', `${report.durationMs ?? 0} ms`],
  ]
}

const marks = {
  added: '+',
  changed: '~',
  broken: '!',
  recovered: '✓',
  moved: '→',
  removed: '-',
  restored: '+',
  touched: '·',
} as const
const shown = 50

function printChanges(terminal: Terminal, report: SyncReport): void {
  for (const change of report.changes.slice(0, shown)) {
    const from = change.from === undefined ? '' : ` (was ${change.from})`
    terminal.data(`${marks[change.kind]} ${change.slug}${from} ${terminal.dataColors.dim(change.kind)}`)
  }
  if (report.changes.length > shown)
    terminal.say(`… and ${report.changes.length - shown} more; -o json shows up to 1000.`)
}
