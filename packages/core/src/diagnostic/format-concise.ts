import type { Diagnostic } from './diagnostic.js'
import { printable } from './printable.js'

/**
 * One line per diagnostic, `file:line:column: severity CODE: message`, which editors and terminals make a link
 * of. A diagnostic without a place has only the file. Ends with a line break unless there is nothing.
 */
export function formatConcise(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(diagnostic => `${conciseLine(diagnostic)}\n`).join('')
}

function conciseLine({ file, range, severity, code, message }: Diagnostic): string {
  return printable(`${formatPlace(file, range)}: ${severity} ${code}: ${message}`)
}

/** `file:line:column`, or only the file where no place is known. */
export function formatPlace(file: string, range: Diagnostic['range']): string {
  return range ? `${file}:${range.start.line}:${range.start.column}` : file
}
