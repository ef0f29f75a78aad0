import type { Diagnostic } from './diagnostic.js'
import { escapeJson } from './printable.js'

/** Diagnostics as JSON lines, one each; new fields may come at any time. */
export function formatJsonLines(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(diagnostic => `${escapeJson(JSON.stringify(diagnostic))}\n`).join('')
}
