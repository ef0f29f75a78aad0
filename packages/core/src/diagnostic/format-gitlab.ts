import type { Diagnostic, Severity } from './diagnostic.js'
import { fingerprints } from './fingerprint.js'
import { escapeJson } from './printable.js'

const levels: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' }

/** Diagnostics as a Code Quality report of GitLab, for `artifacts:reports:codequality`. */
export function formatGitlab(diagnostics: readonly Diagnostic[]): string {
  const prints = fingerprints(diagnostics)
  const report = diagnostics.map(({ code, severity, message, help, file, range }, index) => ({
    description: help === undefined ? message : `${message} ${help}`,
    check_name: code,
    fingerprint: prints[index] ?? '',
    severity: levels[severity],
    location: { path: file, lines: { begin: range?.start.line ?? 1, end: range?.end.line ?? 1 } },
  }))
  return `${escapeJson(JSON.stringify(report, undefined, 2))}\n`
}
