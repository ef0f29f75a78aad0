import { countSeverities } from './count-severities.js'
import type { Diagnostic } from './diagnostic.js'
import { escapeJson } from './printable.js'

/**
 * Diagnostics as JSON text: `{version, counts, diagnostics}`. `version` rises when a consumer would have to
 * change; new fields may come at any time. Characters that a terminal acts on are escaped.
 */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  const report = { version: 1, counts: countSeverities(diagnostics), diagnostics }
  return `${escapeJson(JSON.stringify(report, undefined, 2))}\n`
}
