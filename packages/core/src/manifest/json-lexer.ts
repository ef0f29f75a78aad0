import { readBareText } from './json-bare-text.js'
import { closingQuotes, readQuotedText, readString } from './json-string.js'
import type { Span, SyntaxProblem } from './syntax-problem.js'

/** `scalar`: text, number, true, false or null, well written or not. `bare`: text without quotes. */
export type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'scalar' | 'bare' | 'end'

/** One token, with what is wrong with it. */
export interface Token extends Span {
  readonly kind: TokenKind
  /** Of a scalar or bare text; undefined when it cannot be told. */
  readonly value?: string | number | boolean | null
  readonly problems: readonly SyntaxProblem[]
}

/** Reads the tokens of a text, one after the other. */
export interface Lexer {
  next(): Token
  /** Goes on reading at an index. */
  seek(index: number): void
}

const none: readonly SyntaxProblem[] = []
const punctuation = new Set<string>(['{', '}', '[', ']', ':', ','])

/**
 * A lexer for JSON that never stops at what is not JSON. Comments and odd characters between tokens go to
 * `report`; what is wrong inside a token comes with it.
 */
export function createLexer(text: string, report: (problem: SyntaxProblem) => void): Lexer {
  let index = 0
  const next = (): Token => {
    index = skipTrivia(text, index, report)
    const token = readToken(text, index)
    index = token.end
    return token
  }
  return {
    next,
    seek: to => {
      index = to
    },
  }
}

function readToken(text: string, start: number): Token {
  const character = text[start]
  if (character === undefined) return { kind: 'end', start, end: start, problems: none }
  if (isPunctuation(character)) return { kind: character, start, end: start + 1, problems: none }
  if (character === '"') return { kind: 'scalar', ...readString(text, start) }
  if (closingQuotes(character)) return { kind: 'scalar', ...readQuotedText(text, start) }
  return readBareText(text, start)
}

function isPunctuation(character: string): character is '{' | '}' | '[' | ']' | ':' | ',' {
  return punctuation.has(character)
}

/** Everything between tokens: JSON's white space, comments, and characters that nobody means to write. */
const trivia =
  /(?<space>[ \t\r\n]+)|(?<line>\/\/[^\r\n]*|#[^\r\n]*)|(?<block>\/\*[\s\S]*?(?:\*\/|$))|(?<odd>[\s\p{Cc}\p{Cf}\p{Cs}]+)/uy

function skipTrivia(text: string, from: number, report: (problem: SyntaxProblem) => void): number {
  let index = from
  for (;;) {
    const code = text.charCodeAt(index)
    if (code > 0x20 && code < 0x7f && code !== 0x23 && code !== 0x2f) return index
    trivia.lastIndex = index
    const groups = trivia.exec(text)?.groups
    if (!groups) return index
    const end = trivia.lastIndex
    if (groups.line !== undefined) report(lineComment(text, index, end))
    else if (groups.block !== undefined) report(blockComment(text, index, end))
    else if (groups.odd !== undefined) report(oddCharacters(text, index, end))
    index = end
  }
}

const commentMessage = 'JSON has no comments.'

function lineComment(text: string, start: number, end: number): SyntaxProblem {
  return { rule: 'comment', start, end, message: commentMessage, fix: removal(text, start, end) }
}

function blockComment(text: string, start: number, end: number): SyntaxProblem {
  const problem = { rule: 'comment', start, end, message: commentMessage } as const
  if (text.slice(start + 2, end).endsWith('*/')) return { ...problem, fix: removal(text, start, end) }
  return { ...problem, message: 'A comment that is never closed, and JSON has no comments.' }
}

/** Takes the blanks before the comment along, unless it is all that parts two tokens. */
function removal(text: string, start: number, end: number): NonNullable<SyntaxProblem['fix']> {
  let from = start
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from--
  const parts = /[^\s,:{}[\]]/
  const isGlue = parts.test(text[from - 1] ?? '') && parts.test(text[end] ?? '')
  return { title: 'Remove the comment', safe: true, start: from, end, newText: isGlue ? ' ' : '' }
}

function oddCharacters(text: string, start: number, end: number): SyntaxProblem {
  const code = text.codePointAt(start) ?? 0
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return {
    rule: 'unexpected-token',
    start,
    end,
    message: `The invisible character ${name} stands where JSON allows only spaces and line breaks.`,
    fix: { title: 'Replace it with a space', safe: true, start, end, newText: ' ' },
  }
}
