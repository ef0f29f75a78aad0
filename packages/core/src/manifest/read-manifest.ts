import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { compareDiagnostics, makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { isStorable } from '../diagnostic/printable.js'
import { decodeManifest, type ManifestText } from './decode-manifest.js'
import { type Finding, maxCollected, maxFindings } from './finding.js'
import { applyIgnores, mayIgnore } from './ignores.js'
import { type JsonDocument, maxDepth, parseJson } from './json-parser.js'
import { nodeValue } from './json-tree.js'
import { isObject } from './loose-manifest.js'
import { type Manifest, manifestSchema } from './manifest.js'
import { ruleFindings, unknownKeyFindings, unstorableFindings } from './manifest-rules.js'
import { placeFindings, placeProblem } from './place-findings.js'
import { schemaFindings } from './schema-findings.js'
import { positionsOf } from './text-positions.js'
import { countKeys, maxEntries, type TextShape, textShape } from './text-shape.js'

/** A manifest that was read, and what is needed to say more about it. */
export interface ManifestReading {
  /** What the schema makes of it; absent when it refuses it. An error may still speak against it. */
  readonly manifest?: Manifest
  /** The plain value as far as it could be read, for rules that go on in spite of errors. */
  readonly value: unknown
  /** The diagnostics of the manifest itself and of `more`, in the order of the text, without what it ignores. */
  diagnose(more: MoreFindings): readonly Diagnostic[]
}

/** What was found beside what the text itself gives. */
export interface MoreFindings {
  readonly findings: readonly Finding[]
  /** Placed already, e.g. about the folder's name. */
  readonly diagnostics?: readonly Diagnostic[]
  /** Whether all that gives a code was looked at, so that ignoring it for nothing is reported. */
  readonly isJudged: (code: string) => boolean
}

/**
 * Reads a manifest. The fast path is JSON.parse and the schema; only when something is found is the text
 * parsed again with positions.
 */
export function readManifest(input: string | Uint8Array, file: string): ManifestReading {
  const decoded = decodeManifest(input, file)
  if ('code' in decoded)
    return { value: undefined, diagnose: ({ diagnostics = [] }) => [...diagnostics, decoded] }
  const shape = textShape(decoded.text)
  if (shape.tooManyAt !== undefined) {
    const found = tooManyEntries(decoded, shape.tooManyAt, file)
    return { value: undefined, diagnose: ({ diagnostics = [] }) => [...diagnostics, found] }
  }
  return readWell(decoded, shape, file) ?? readBroken(decoded, file)
}

function tooManyEntries({ text, bomBytes }: ManifestText, index: number, file: string): Diagnostic {
  return makeDiagnostic('too-many-entries', {
    file,
    range: positionsOf(text, bomBytes).range(index, index + 1),
    message: `Here the manifest goes beyond ${maxEntries} entries; nothing else is checked.`,
    help: 'Move data out of the manifest.',
  })
}

/** The reading of a text that JSON.parse and the limits have nothing against. */
function readWell(source: ManifestText, shape: TextShape, file: string): ManifestReading | undefined {
  const { text, bomBytes } = source
  const { keys, depth } = shape
  const value = depth > maxDepth ? undefined : tryParse(text)
  if (!isObject(value) || countKeys(value) !== keys) return undefined
  const { manifest, findings } = check(value, keys, text)
  const diagnose = (more: MoreFindings) => {
    const all = more.findings.length === 0 ? findings : [...findings, ...more.findings]
    const others = more.diagnostics ?? []
    if (all.length + others.length + bomBytes === 0 && !mayIgnore(text)) return []
    return place(parseJson(text, maxCollected), source, { ...more, file, value, findings: all })
  }
  return { manifest, value, diagnose }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is wrong is found by the parser that knows positions.
    return undefined
  }
}

/** The reading of a text with mistakes in its syntax, checked as far as it can be understood. */
function readBroken(source: ManifestText, file: string): ManifestReading {
  const document = parseJson(source.text, maxCollected)
  const { root, isCut } = document
  const isUsable = root?.kind === 'object' && !isCut
  const value = isUsable ? nodeValue(root) : undefined
  const findings = isUsable ? check(value, -1, source.text).findings : []
  const diagnose = (more: MoreFindings) =>
    place(document, source, { ...more, file, value, findings: [...findings, ...more.findings] })
  return { value, diagnose }
}

function check(
  value: unknown,
  keys: number,
  text: string,
): { manifest?: Manifest; findings: readonly Finding[] } {
  const { success, data, error } = manifestSchema.safeParse(value)
  // The schema drops what it does not know; only then are unknown keys worth a search.
  const hasUnknown = !success || countKeys(data) !== keys
  const findings = [
    ...(error ? schemaFindings(error.issues, value) : []),
    ...(hasUnknown ? unknownKeyFindings(value) : []),
    ...ruleFindings(value),
    // In UTF-8 these need an escape; a text that came as a string can also hold them as they are.
    ...(text.includes('\\u') || !isStorable(text) ? unstorableFindings(value) : []),
  ]
  return { manifest: data, findings }
}

/** What is to be placed. */
interface Unplaced extends MoreFindings {
  readonly file: string
  readonly value: unknown
}

function place(
  { root, problems }: JsonDocument,
  { text, bomBytes }: ManifestText,
  { file, value, findings, diagnostics = [], isJudged }: Unplaced,
): readonly Diagnostic[] {
  const positions = positionsOf(text, bomBytes)
  const found = [
    ...(bomBytes > 0 ? [byteOrderMark(file)] : []),
    ...problems.map(problem => placeProblem(problem, file, positions)),
    ...(root ? placeFindings(findings, { file, positions, root }) : []),
    ...diagnostics,
  ]
  const ignored = mayIgnore(text) && root ? applyIgnores(value, found, isJudged) : undefined
  const all =
    ignored && root ? [...ignored.kept, ...placeFindings(ignored.findings, { file, positions, root })] : found
  const sorted = all.sort(compareDiagnostics)
  return sorted.length > maxFindings ? cut(sorted) : sorted
}

function byteOrderMark(file: string): Diagnostic {
  const start = { line: 1, column: 1, offset: 0 }
  const range = { start, end: { ...start, offset: 3 } }
  return makeDiagnostic('byte-order-mark', {
    file,
    range,
    message: 'The file starts with a byte-order mark.',
    help: 'Save it as UTF-8 without one.',
    fix: { title: 'Remove the byte-order mark', safe: true, edits: [{ file, range, newText: '' }] },
  })
}

/** The findings that are kept, and a word on the others. */
function cut(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const kept = found.slice(0, maxFindings)
  const last = kept.at(-1)
  if (!last) return kept
  const { file, range } = last
  return [
    ...kept,
    makeDiagnostic('too-many-problems', { file, range, message: 'Further problems are not shown.' }),
  ]
}
