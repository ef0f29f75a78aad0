import { countSeverities } from './count-severities.js'
import { type Diagnostic, severities } from './diagnostic.js'

/** The end of a report: `2 errors and 1 warning in 3 files.`, or that there is nothing. */
export function formatSummary(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'No problems.'
  const counts = countSeverities(diagnostics)
  const parts = severities
    .filter(severity => counts[severity] > 0)
    .map(severity => counted(counts[severity], severity === 'info' ? 'note' : severity))
  const files = new Set(diagnostics.map(({ file }) => file)).size
  return `${parts.join(', ').replace(/, ([^,]*)$/, ' and $1')} in ${counted(files, 'file')}.`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
