import { parseJson } from '../../src/manifest/json-parser.js'
import { nodeValue } from '../../src/manifest/json-tree.js'
import { positionsOf } from '../../src/manifest/text-positions.js'

/** What the tolerant parser finds in a text, as `rule line:column-line:column`, with what it takes it for. */
export function readLoosely(text: string): { readonly problems: readonly string[]; readonly value: unknown } {
  const { root, problems } = parseJson(text)
  const positions = positionsOf(text)
  const ordered = problems.toSorted((a, b) => a.start - b.start)
  const places = ordered.map(({ rule, start, end }) => `${rule} ${place(start)}-${place(end)}`)
  return { problems: places, value: root && nodeValue(root) }

  function place(index: number): string {
    const { line, column } = positions.position(index)
    return `${line}:${column}`
  }
}
