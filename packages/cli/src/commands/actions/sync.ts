import type { SyncReport } from '@waybill/core'
import { isForPeople, type OutputFormat } from '../../output/output-option.js'
import { printFields } from '../../output/print.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'
import { printChanges } from './print-changes.js'
import { watchSource } from './watch-source.js'

export interface SyncArguments extends GlobalArguments {
  readonly dryRun: boolean
  readonly force: boolean
  readonly watch: boolean
  readonly output: OutputFormat
}

/** Syncs once, or again and again. Broken manifests are findings of the catalog, not a failed sync: the exit code stays 0. */
export function sync(args: SyncArguments): Promise<number> {
  return args.watch ? watchSource(args) : syncOnce(args)
}

function syncOnce(args: SyncArguments): Promise<number> {
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
