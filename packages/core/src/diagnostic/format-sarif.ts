import type { Fix, Location, Log, Region, ReportingDescriptor, Result } from 'sarif'
import { findRule } from './codes.js'
import {
  type Diagnostic,
  type Fix as DiagnosticFix,
  type Range,
  type Severity,
  severities,
} from './diagnostic.js'
import { fingerprints } from './fingerprint.js'
import { escapeJson, printable } from './printable.js'
import type { RuleDescription } from './rule.js'

/** What the report says beside the findings. */
export interface FormatSarifOptions {
  /** Version of the tool, e.g. `0.1.0`. */
  readonly version?: string
  /** Rules of one's own, so that their titles are in the report. */
  readonly extraRules?: readonly RuleDescription[]
}

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  Result.level
>

/** GitHub refuses a run with more results. */
const mostResults = 25_000

/**
 * Diagnostics as SARIF 2.1.0, for code scanning: rules with their reasons, places, related places, fixes, and
 * fingerprints that stay when lines move. Files are relative to `%SRCROOT%`. The gravest 25,000 are kept.
 */
export function formatSarif(diagnostics: readonly Diagnostic[], options: FormatSarifOptions = {}): string {
  const kept =
    diagnostics.length <= mostResults
      ? diagnostics
      : severities
          .flatMap(severity => diagnostics.filter(one => one.severity === severity))
          .slice(0, mostResults)
  const rules = rulesOf(kept, options.extraRules ?? [])
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const prints = fingerprints(kept)
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Waybill',
            ...(options.version !== undefined && { semanticVersion: options.version }),
            rules: [...rules],
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, ...cutNote(diagnostics.length) }],
        results: kept.map((one, index) => ({
          ...resultOf(one),
          ruleIndex: indexes.get(one.code) ?? -1,
          partialFingerprints: { 'waybill/v1': prints[index] ?? '' },
        })),
      },
    ],
  }
  return `${escapeJson(JSON.stringify(log, undefined, 2))}\n`
}

function cutNote(found: number) {
  if (found <= mostResults) return {}
  const text = `${found - mostResults} of ${found} findings are left out.`
  return { toolExecutionNotifications: [{ level: 'warning' as const, message: { text } }] }
}

function rulesOf(
  diagnostics: readonly Diagnostic[],
  extraRules: readonly RuleDescription[],
): readonly ReportingDescriptor[] {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  return codes.map(code => {
    const rule = findRule(code) ?? extraRules.find(one => one.code === code)
    if (!rule) return { id: code }
    return {
      id: code,
      ...('name' in rule && { name: pascalCase(String(rule.name)) }),
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.why },
      help: { text: rule.why, markdown: rule.why },
      defaultConfiguration: { level: levels[rule.severity] },
    }
  })
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function resultOf({ code, severity, message, help, file, range, related, fix }: Diagnostic): Result {
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: printable(help === undefined ? message : `${message} ${help}`) },
    locations: [locationOf(file, range)],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: printable(place.message) },
        ...locationOf(place.file, place.range),
      })),
    }),
    ...(fix && { fixes: [fixOf(fix)] }),
  }
}

function locationOf(file: string, range: Range | undefined): Location {
  return {
    physicalLocation: { artifactLocation: artifactOf(file), ...(range && { region: regionOf(range) }) },
  }
}

function artifactOf(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

/** By line and column for people's tools, by bytes for exact ones. */
function regionOf({ start, end }: Range): Region {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    byteOffset: start.offset,
    byteLength: end.offset - start.offset,
  }
}

function fixOf({ title, edits }: DiagnosticFix): Fix {
  const files = [...new Set(edits.map(({ file }) => file))]
  return {
    description: { text: printable(title) },
    artifactChanges: files.map(file => ({
      artifactLocation: artifactOf(file),
      replacements: edits
        .filter(edit => edit.file === file)
        .map(({ range, newText }) => ({
          deletedRegion: regionOf(range),
          insertedContent: { text: newText },
        })),
    })),
  }
}
