import type { Diagnostic } from './diagnostic.js'
import { formatConcise } from './format-concise.js'
import { printable } from './printable.js'

/** What was checked. */
export interface FormatJunitOptions {
  /** Every manifest that was checked, also those without a finding: a test case each. @default those with findings */
  readonly files?: readonly string[]
}

/**
 * Diagnostics as a JUnit report: a test case for each manifest, which fails with its errors; warnings and notes are
 * its output. What CI systems read: one failure per case.
 */
export function formatJunit(
  diagnostics: readonly Diagnostic[],
  { files = [] }: FormatJunitOptions = {},
): string {
  const byFile = new Map<string, Diagnostic[]>(files.map(file => [file, []]))
  for (const diagnostic of diagnostics) {
    const list = byFile.get(diagnostic.file)
    if (list) list.push(diagnostic)
    else byFile.set(diagnostic.file, [diagnostic])
  }
  const failures = [...byFile.values()].filter(list => list.some(isError)).length
  const counts = `tests="${byFile.size}" failures="${failures}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="waybill" ${counts}>`,
    `  <testsuite name="waybill validate" ${counts}>`,
    ...[...byFile].flatMap(([file, list]) => testCase(file, list)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase(file: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const folder = file.split('/').at(-2) ?? '.'
  const head = `    <testcase name="${escapeXml(file)}" classname="${escapeXml(folder)}"`
  if (diagnostics.length === 0) return [`${head}/>`]
  const errors = diagnostics.filter(isError)
  return [
    `${head}>`,
    ...failure(errors),
    ...output(diagnostics.filter(one => !isError(one))),
    '    </testcase>',
  ]
}

function failure(errors: readonly Diagnostic[]): readonly string[] {
  const [first] = errors
  if (!first) return []
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const attributes = `type="${escapeXml(first.code)}" message="${escapeXml(first.message + more)}"`
  return [`      <failure ${attributes}>${escapeXml(formatConcise(errors))}</failure>`]
}

function output(others: readonly Diagnostic[]): readonly string[] {
  return others.length === 0 ? [] : [`      <system-out>${escapeXml(formatConcise(others))}</system-out>`]
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 knows no way to write most control characters and no U+FFFE or U+FFFF; they are made visible. */
function escapeXml(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, character => entities[character] ?? character)
}
