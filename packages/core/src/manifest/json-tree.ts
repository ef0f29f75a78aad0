import type { Span } from './syntax-problem.js'

/** One `"key": value` of an object. */
export interface JsonMember {
  readonly keySpan: Span
  readonly value: JsonNode
}

/** An object. `incomplete`: something in it could not be read, so what it lacks is not known. */
interface JsonObjectNode extends Span {
  readonly kind: 'object'
  /** By key; of a key given twice the last member, as JSON.parse has it. */
  readonly members: ReadonlyMap<string, JsonMember>
  readonly incomplete: boolean
}

/** A list. `incomplete` as for objects. */
interface JsonArrayNode extends Span {
  readonly kind: 'array'
  readonly items: readonly JsonNode[]
  readonly incomplete: boolean
}

/** Text, number, true, false or null. */
interface JsonScalarNode extends Span {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
}

/** Something whose value cannot be told. */
interface JsonUnknownNode extends Span {
  readonly kind: 'unknown'
}

/** A value of a JSON text with its place. */
export type JsonNode = JsonObjectNode | JsonArrayNode | JsonScalarNode | JsonUnknownNode

/** Keys and indices from the root to a value. */
export type JsonPath = readonly (string | number)[]

/** A value found by its path; `keySpan` where it is a member. */
export interface FoundNode {
  readonly node: JsonNode
  readonly keySpan?: Span
}

/** The plain value of a node, as JSON.parse makes it; unknown ones are undefined. */
export function nodeValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      // Not by assignment: a key `__proto__` is a key like any other.
      return Object.fromEntries(Array.from(node.members, ([key, member]) => [key, nodeValue(member.value)]))
    case 'array':
      return node.items.map(nodeValue)
    case 'scalar':
      return node.value
    case 'unknown':
      return undefined
  }
}

/** The node at a path. */
export function findNode(root: JsonNode, path: JsonPath): FoundNode | undefined {
  let found: FoundNode | undefined = { node: root }
  for (const step of path) {
    found = found && childOf(found.node, step)
    if (!found) return undefined
  }
  return found
}

function childOf(node: JsonNode, step: string | number): FoundNode | undefined {
  if (node.kind === 'object') {
    const member = node.members.get(String(step))
    return member && { node: member.value, keySpan: member.keySpan }
  }
  const item = node.kind === 'array' && typeof step === 'number' ? node.items[step] : undefined
  return item && { node: item }
}

/** A path as a JSON Pointer (RFC 6901); the whole document is ''. */
export function jsonPointer(path: JsonPath): string {
  return path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
