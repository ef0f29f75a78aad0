import type { Token, TokenKind } from './json-lexer.js'
import { closingQuotes, readString } from './json-string.js'
import * as problem from './json-syntax-problems.js'
import { type Opening, TokenStream } from './json-token-stream.js'
import type { JsonMember, JsonNode } from './json-tree.js'
import type { Span, SyntaxProblem } from './syntax-problem.js'

/** A manifest nests at most this many levels. */
export const maxDepth = 64

/** What a text holds. `root` is absent when it holds nothing. `isCut`: reading stopped at too many problems. */
export interface JsonDocument {
  readonly root: JsonNode | undefined
  readonly problems: readonly SyntaxProblem[]
  readonly isCut: boolean
}

/**
 * Parses a text that should be one JSON object, and finds everything that is wrong with it in one go. After a
 * problem it goes on with what was most likely meant; where that cannot be told it skips to the next entry and
 * marks the object or list as incomplete. It finds a problem in each text that JSON.parse refuses, and in
 * those that it takes only what JSON.parse lets pass: `duplicate-key`, `too-deep` and `not-an-object`.
 */
export function parseJson(text: string, maxProblems = Number.POSITIVE_INFINITY): JsonDocument {
  const stream = new TokenStream(text, maxProblems)
  const root = readDocument(stream)
  return { root, problems: stream.problems, isCut: stream.isCut }
}

function readDocument(stream: TokenStream): JsonNode | undefined {
  const first = stream.token
  if (first.kind === 'end') {
    // An empty file full of comments is empty first of all.
    if (!stream.isCut) stream.report(problem.emptyManifest())
    return undefined
  }
  const root = readValue(stream)
  if (root.kind !== 'object') {
    // Whatever else was found is beside the point: it is no manifest at all.
    stream.problems.length = 0
    stream.report(problem.notAnObject({ start: first.start, end: Math.max(first.end, root.end) }))
  } else if (stream.token.kind !== 'end') {
    const end = Math.max(stream.token.end, stream.text.trimEnd().length)
    stream.report(problem.extraText({ start: stream.token.start, end }))
  }
  return root
}

/** Reads a value; called where one starts. */
function readValue(stream: TokenStream): JsonNode {
  const { token } = stream
  if (token.kind === '{' || token.kind === '[') return readContainer(stream, { ...token, kind: token.kind })
  if (token.kind === 'bare') return readBareValue(stream)
  stream.take()
  for (const found of token.problems) stream.report(found)
  const { start, end, value } = token
  return value === undefined ? { kind: 'unknown', start, end } : { kind: 'scalar', start, end, value }
}

/** Text that lacks its quotes, as far as it goes on its line: `my shop` and `https://…` are one text each. */
const bareText = /[^\r\n,{}[\]"]*/y

function readBareValue(stream: TokenStream): JsonNode {
  const { start } = stream.token
  bareText.lastIndex = start
  const [value = ''] = (bareText.exec(stream.text)?.[0] ?? '').split(/\s(?:\/[/*]|#)/, 1)
  const end = start + value.trimEnd().length
  stream.takeUpTo(end)
  stream.report(problem.unquotedValue({ start, end }, value.trimEnd()))
  return { kind: 'scalar', start, end, value: value.trimEnd() }
}

function readContainer(stream: TokenStream, opening: Opening): JsonNode {
  if (stream.open.length >= maxDepth) return skipTooDeep(stream, opening)
  stream.take()
  stream.open.push(opening)
  const node = opening.kind === '{' ? readObject(stream, opening) : readArray(stream, opening)
  stream.open.pop()
  return node
}

function skipTooDeep(stream: TokenStream, opening: Opening): JsonNode {
  const end = endOfNested(stream.text, opening.start)
  stream.takeUpTo(end)
  stream.report(problem.tooDeep(opening, maxDepth))
  return { kind: 'unknown', start: opening.start, end }
}

/** Where the bracket at an index is closed, by counting brackets of any kind outside of texts. */
function endOfNested(text: string, opening: number): number {
  let depth = 0
  for (let index = opening; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '"') index = readString(text, index).end - 1
    else depth += nesting(character)
    if (depth === 0) return index + 1
  }
  return text.length
}

function nesting(kind: string): number {
  return kind === '{' || kind === '[' ? 1 : kind === '}' || kind === ']' ? -1 : 0
}

function readArray(stream: TokenStream, opening: Opening): JsonNode {
  const items: JsonNode[] = []
  const incomplete = readEntries(stream, {
    closing: ']',
    canStart: () => startsValue(stream.token.kind),
    read: () => {
      const item = readValue(stream)
      items.push(item)
      return item.kind !== 'unknown'
    },
    expected: 'a value',
  })
  return { kind: 'array', start: opening.start, end: stream.previousEnd, items, incomplete }
}

function readObject(stream: TokenStream, opening: Opening): JsonNode {
  const members = new Map<string, JsonMember>()
  const incomplete = readEntries(stream, {
    closing: '}',
    canStart: isFirst =>
      isName(stream.token) && (isFirst || stream.isFollowedBy(':') || stream.isOnNewLine()),
    read: () => {
      const { key, ...member } = readMember(stream)
      const first = members.get(key)
      if (first) stream.report(problem.duplicateKey(key, member.keySpan, first.keySpan))
      members.set(key, member)
      return true
    },
    expected: 'a key in double quotes',
  })
  return { kind: 'object', start: opening.start, end: stream.previousEnd, members, incomplete }
}

function isName(token: Token): boolean {
  return token.kind === 'scalar' || token.kind === 'bare'
}

function startsValue(kind: TokenKind): boolean {
  return kind === 'scalar' || kind === 'bare' || kind === '{' || kind === '['
}

interface EntryReader {
  readonly closing: '}' | ']'
  /** `isAfterComma`: nothing, or a comma, is before the token in view; else another entry. */
  canStart(isAfterComma: boolean): boolean
  /** Returns whether all of it could be read. */
  read(): boolean
  readonly expected: string
}

/** Reads the entries of an object or list and its closing bracket. Returns whether something was lost. */
function readEntries(stream: TokenStream, reader: EntryReader): boolean {
  let incomplete = false
  let needsComma = false
  let lastComma: Token | undefined
  while (!isAtClosing(stream, reader.closing)) {
    if (stream.token.kind === ',') {
      const comma = stream.take()
      if (needsComma) lastComma = comma
      else stream.report(problem.extraComma(comma))
      needsComma = false
      continue
    }
    if (reader.canStart(!needsComma)) {
      if (needsComma) stream.report(problem.missingComma(stream.previousEnd))
      if (!reader.read()) incomplete = true
    } else {
      incomplete = true
      const expected = needsComma ? `a comma or ${reader.closing}` : reader.expected
      stream.report(problem.unexpectedToken(stream.token, stream.text, expected))
      skipEntry(stream, reader.closing)
    }
    needsComma = true
    lastComma = undefined
  }
  if (lastComma && stream.token.kind === reader.closing) stream.report(problem.trailingComma(lastComma))
  return !close(stream, reader.closing) || incomplete
}

/** Whether the token in view ends the innermost object or list, rightly or not. A stray bracket does not. */
function isAtClosing(stream: TokenStream, closing: '}' | ']'): boolean {
  const { kind } = stream.token
  if (kind === 'end' || kind === closing) return true
  if (kind !== '}' && kind !== ']') return false
  return stream.open.some(opening => (opening.kind === '{') === (kind === '}'))
}

/** Leaves out everything up to the next comma or closing bracket of this level. */
function skipEntry(stream: TokenStream, closing: '}' | ']'): void {
  let depth = 0
  while (depth > 0 || (stream.token.kind !== ',' && !isAtClosing(stream, closing))) {
    if (stream.token.kind === 'end') return
    depth = Math.max(0, depth + nesting(stream.take().kind))
  }
}

/** Takes the closing bracket; returns whether it was there. */
function close(stream: TokenStream, closing: '}' | ']'): boolean {
  const { token, open } = stream
  if (token.kind === closing) {
    stream.take()
    return true
  }
  const opening = open.at(-1)
  if (token.kind !== 'end' && opening) stream.report(problem.mismatchedBracket(token, opening))
  // Once for all brackets that are open: the innermost one sees the end first.
  else if (!stream.problems.some(found => found.rule === 'unexpected-end'))
    stream.report(problem.unexpectedEnd(stream.previousEnd, open))
  return false
}

function readMember(stream: TokenStream): JsonMember & { readonly key: string } {
  const { key, ...keySpan } = readKey(stream)
  if (!takeColon(stream, key, keySpan)) return { key, keySpan, value: unknownAt(stream.previousEnd) }
  if (stream.token.kind === ':') {
    stream.report(problem.unexpectedToken(stream.token, stream.text, 'a value'))
    stream.take()
  }
  if (startsValue(stream.token.kind) && !isNextMember(stream))
    return { key, keySpan, value: readValue(stream) }
  // At the end of the text the brackets that are open say enough.
  if (stream.token.kind !== 'end') stream.report(problem.missingValue(keySpan, key))
  return { key, keySpan, value: unknownAt(stream.previousEnd) }
}

function readKey(stream: TokenStream): Span & { readonly key: string } {
  const { start, end, value, problems } = stream.take()
  const sign = stream.text[start] ?? ''
  if (typeof value === 'string' && (sign === '"' || closingQuotes(sign))) {
    for (const found of problems) stream.report(found)
    return { start, end, key: value }
  }
  const key = stream.text.slice(start, end)
  stream.report(problem.unquotedKey({ start, end }, key))
  return { start, end, key }
}

/** Takes the colon after a key, or says that it is missing. Returns whether a value may follow. */
function takeColon(stream: TokenStream, key: string, keySpan: Span): boolean {
  if (stream.token.kind === ':') {
    stream.take()
    return true
  }
  if (takeEqualsSign(stream, key)) return true
  if (stream.token.kind === 'end') return false
  stream.report(problem.missingColon(keySpan, key))
  return startsValue(stream.token.kind) && !isNextMember(stream)
}

/** Takes `=` or `=>` where a colon should be. */
function takeEqualsSign(stream: TokenStream, key: string): boolean {
  const { token, text } = stream
  const sign = /^=>?/.exec(token.kind === 'bare' ? text.slice(token.start, token.start + 2) : '')?.[0]
  if (!sign) return false
  const span = { start: token.start, end: token.start + sign.length }
  stream.report(problem.missingColon(span, key, span))
  stream.takeUpTo(span.end)
  return true
}

/** Whether the token in view is the key of another member, on a line of its own. */
function isNextMember(stream: TokenStream): boolean {
  return isName(stream.token) && stream.isOnNewLine() && stream.isFollowedBy(':')
}

function unknownAt(index: number): JsonNode {
  return { kind: 'unknown', start: index, end: index }
}
