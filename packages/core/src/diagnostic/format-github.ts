import { type Diagnostic, type Severity, severities } from './diagnostic.js'
import { printable } from './printable.js'

/** GitHub keeps this many annotations of each kind from one step and drops the others without a word. */
const shownPerStep = 10

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/**
 * Diagnostics as workflow commands of GitHub Actions, which become annotations on the changed files: the errors
 * first, because GitHub keeps ten of each kind. A last line says when there are more.
 */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  const lines = severities.flatMap(severity =>
    diagnostics.filter(one => one.severity === severity).map(annotation),
  )
  const dropped = severities
    .map(severity => diagnostics.filter(one => one.severity === severity).length - shownPerStep)
    .reduce((sum, more) => sum + Math.max(0, more), 0)
  const note = `${dropped} of ${diagnostics.length} findings are not annotated: GitHub keeps ${shownPerStep} of each kind. They are in the lines above.`
  return [...lines, ...(dropped > 0 ? [note] : [])].map(line => `${line}\n`).join('')
}

function annotation({ severity, code, message, help, file, range }: Diagnostic): string {
  const properties: Record<string, string | number> = {
    file: printable(file),
    ...placeOf(range),
    title: code,
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  const text = help === undefined ? message : `${message}\n${help}`
  return `::${commands[severity]} ${list.join(',')}::${escapeData(text)}`
}

/** Columns only where both are of one line; GitHub takes them for nothing else. */
function placeOf(range: Diagnostic['range']): Record<string, number> {
  if (!range) return {}
  const { start, end } = range
  if (start.line !== end.line) return { line: start.line, endLine: end.line }
  return {
    line: start.line,
    endLine: end.line,
    col: start.column,
    endColumn: Math.max(start.column, end.column),
  }
}

/** As the toolkit of GitHub Actions escapes it; other controls are made visible. */
function escapeData(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map(printable)
    .map(line => line.replaceAll('%', '%25'))
    .join('%0A')
}

function escapeProperty(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C')
}
