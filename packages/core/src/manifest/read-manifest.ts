import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { compareDiagnostics, makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { isStorable } from '../diagnostic/printable.js'
import { decodeManifest, type ManifestText } from './decode-manifest.js'
import { type Finding, maxCollected, maxFindings } from './finding.js'
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
  /** The diagnostics of the manifest itself and of `more`, in the order of the text. */
  diagnose(more: readonly Finding[]): readonly Diagnostic[]
}

/**
 * Reads a manifest. The fast path is JSON.parse and the schema; only when something is found is the text
 * parsed again with positions.
 */
export function readManifest(input: string | Uint8Array, file: string): ManifestReading {
  const decoded = decodeManifest(input, file)
  if ('code' in decoded) return { value: undefined, diagnose: () => [decoded] }
  const shape = textShape(decoded.text)
  if (shape.tooManyAt !== undefined) {
    const diagnostics = [tooManyEntries(decoded, shape.tooManyAt, file)]
    return { value: undefined, diagnose: () => diagnostics }
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
  const diagnose = (more: readonly Finding[]) => {
    const all = more.length === 0 ? findings : [...findings, ...more]
    return all.length + bomBytes === 0 ? [] : place(all, parseJson(text, maxCollected), source, file)
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
  return { value, diagnose: more => place([...findings, ...more], document, source, file) }
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

function place(
  findings: readonly Finding[],
  { root, problems }: JsonDocument,
  { text, bomBytes }: ManifestText,
  file: string,
): readonly Diagnostic[] {
  const positions = positionsOf(text, bomBytes)
  const found = [
    ...(bomBytes > 0 ? [byteOrderMark(file)] : []),
    ...problems.map(problem => placeProblem(problem, file, positions)),
    ...(root ? placeFindings(findings, { file, positions, root }) : []),
  ].sort(compareDiagnostics)
  return found.length > maxFindings ? cut(found) : found
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
