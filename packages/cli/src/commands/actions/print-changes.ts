import type { SyncReport } from '@waybill/core'
import type { Terminal } from '../../output/terminal.js'

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

/** Shows what a sync did to each app. */
export function printChanges(terminal: Terminal, report: SyncReport): void {
  for (const change of report.changes.slice(0, shown)) {
    const from = change.from === undefined ? '' : ` (was ${change.from})`
    terminal.data(`${marks[change.kind]} ${change.slug}${from} ${terminal.dataColors.dim(change.kind)}`)
  }
  if (report.changes.length > shown)
    terminal.say(`… and ${report.changes.length - shown} more; -o json shows up to 1000.`)
}
