import type { Diagnostic, Range } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import type { Finding, FindingPart } from './finding.js'
import { type FoundNode, findNode, type JsonNode, type JsonPath, jsonPointer } from './json-tree.js'
import type { Span, SyntaxProblem } from './syntax-problem.js'
import type { TextPositions } from './text-positions.js'

/** A manifest's text as findings are placed in it. */
export interface PlacedText {
  /** Of the manifest, relative to the source. */
  readonly file: string
  readonly positions: TextPositions
  readonly root: JsonNode
}

/** The diagnostics of findings. Those about what could not be read are dropped: its syntax is reported. */
export function placeFindings(findings: readonly Finding[], text: PlacedText): readonly Diagnostic[] {
  return findings.filter(finding => isKnown(finding, text.root)).map(finding => placeFinding(finding, text))
}

function isKnown(finding: Finding, root: JsonNode): boolean {
  if (findNode(root, finding.path)?.node.kind === 'unknown') return false
  const from = finding.absentFrom && findNode(root, finding.absentFrom)?.node
  return !(from && from.kind !== 'scalar' && (from.kind === 'unknown' || from.incomplete))
}

function placeFinding(finding: Finding, { file, positions, root }: PlacedText): Diagnostic {
  const { rule, path, message, help, fix } = finding
  const range = rangeOf(path, finding.part ?? 'value')
  return makeDiagnostic(rule, {
    file,
    message,
    range,
    pointer: jsonPointer(path),
    ...(help !== undefined && { help }),
    related: [
      ...(finding.related ?? []).map(place => ({
        message: place.message,
        file,
        range: rangeOf(place.path, 'value'),
      })),
      ...(finding.places ?? []),
    ],
    ...(fix && {
      fix: { title: fix.title, safe: fix.safe, edits: [{ file, range, newText: fix.newText }] },
    }),
  })

  function rangeOf(at: JsonPath, part: FindingPart): Range {
    const { start, end } = spanOf(findNearest(root, at), part)
    return positions.range(start, end)
  }
}

/** The node at a path, or the innermost one around it that is there. */
function findNearest(root: JsonNode, path: JsonPath): FoundNode {
  for (let length = path.length; length > 0; length--) {
    const found = findNode(root, path.slice(0, length))
    if (found) return found
  }
  return { node: root }
}

function spanOf({ node, keySpan }: FoundNode, part: FindingPart): Span {
  if (part === 'key' && keySpan) return keySpan
  const isOpening = part === 'opening' && (node.kind === 'object' || node.kind === 'array')
  return isOpening ? { start: node.start, end: node.start + 1 } : node
}

/** The diagnostic of a finding about the text itself. */
export function placeProblem(problem: SyntaxProblem, file: string, positions: TextPositions): Diagnostic {
  const { rule, message, help, related, fix } = problem
  const rangeOf = (span: Span) => positions.range(span.start, span.end)
  return makeDiagnostic(rule, {
    file,
    message,
    range: rangeOf(problem),
    ...(help !== undefined && { help }),
    ...(related && {
      related: related.map(place => ({ message: place.message, file, range: rangeOf(place) })),
    }),
    ...(fix && {
      fix: { title: fix.title, safe: fix.safe, edits: [{ file, range: rangeOf(fix), newText: fix.newText }] },
    }),
  })
}
