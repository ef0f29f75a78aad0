import { quote } from '../diagnostic/printable.js'
import type { Token } from './json-lexer.js'
import type { Opening } from './json-token-stream.js'
import type { Span, SyntaxProblem } from './syntax-problem.js'

/** How a token is called in a message. */
function describeToken(token: Token, text: string): string {
  return token.kind === 'end' ? 'the end' : quote(text.slice(token.start, token.end), 30)
}

export function emptyManifest(): SyntaxProblem {
  const help = 'Write at least { "appName": "…", "components": [ … ] }.'
  return { rule: 'empty-manifest', start: 0, end: 0, message: 'The manifest is empty.', help }
}

export function notAnObject(span: Span): SyntaxProblem {
  const help = 'Write one object: { "appName": "…", "components": [ … ] }.'
  return { rule: 'not-an-object', ...at(span), message: 'The manifest is not a JSON object.', help }
}

export function extraText(span: Span): SyntaxProblem {
  const message = 'The manifest has ended, but more text follows.'
  const help = 'Remove it, or the bracket that ended the manifest too early.'
  return { rule: 'extra-text', ...at(span), message, help }
}

export function tooDeep(span: Span, maxDepth: number): SyntaxProblem {
  return { rule: 'too-deep', ...at(span), message: `More than ${maxDepth} levels are nested here.` }
}

export function duplicateKey(key: string, second: Span, first: Span): SyntaxProblem {
  return {
    rule: 'duplicate-key',
    ...at(second),
    message: `The key ${quote(key)} is given twice in one object.`,
    help: 'Keep one of them.',
    related: [{ ...at(first), message: `${quote(key)} is first given here` }],
  }
}

export function unquotedKey(span: Span, text: string): SyntaxProblem {
  const newText = JSON.stringify(text)
  return {
    rule: 'unquoted-text',
    ...at(span),
    message: `The key ${quote(text)} is not in double quotes.`,
    fix: { title: 'Put it into double quotes', safe: true, ...at(span), newText },
  }
}

export function unquotedValue(span: Span, text: string): SyntaxProblem {
  return {
    rule: 'unquoted-text',
    ...at(span),
    message: `The text ${quote(text)} is not in double quotes.`,
    fix: { title: 'Put it into double quotes', safe: false, ...at(span), newText: JSON.stringify(text) },
  }
}

/** `sign`: an equals sign that stands for the colon. */
export function missingColon(span: Span, key: string, sign?: Span): SyntaxProblem {
  const fix = sign && { title: 'Write a colon', safe: true, ...at(sign), newText: ':' }
  return {
    rule: 'missing-colon',
    ...at(span),
    message: `The key ${quote(key)} has no colon after it.`,
    ...(fix && { fix }),
  }
}

export function missingValue(span: Span, key: string): SyntaxProblem {
  const message = `The key ${quote(key)} has no value.`
  return { rule: 'missing-value', ...at(span), message, help: 'Give it one, or remove the key.' }
}

/** A comma is missing at an index. */
export function missingComma(index: number): SyntaxProblem {
  const span = { start: index, end: index }
  const fix = { title: 'Insert a comma', safe: true, ...span, newText: ',' }
  return { rule: 'missing-comma', ...span, message: 'A comma is missing between two entries.', fix }
}

export function extraComma(comma: Span): SyntaxProblem {
  const message = 'There is no entry before this comma.'
  return { rule: 'extra-comma', ...at(comma), message, fix: removeComma(comma) }
}

export function trailingComma(comma: Span): SyntaxProblem {
  const message = 'There is no entry after this comma.'
  return { rule: 'trailing-comma', ...at(comma), message, fix: removeComma(comma) }
}

export function unexpectedToken(token: Token, text: string, expected: string): SyntaxProblem {
  const message = `Expected ${expected}, found ${describeToken(token, text)}.`
  return { rule: 'unexpected-token', ...at(token), message }
}

export function mismatchedBracket(token: Token, opening: Opening): SyntaxProblem {
  const closing = opening.kind === '{' ? '}' : ']'
  return {
    rule: 'mismatched-bracket',
    ...at(token),
    message: `Expected ${closing} before this ${token.kind}.`,
    related: [{ ...at(opening), message: `this ${opening.kind} is still open` }],
  }
}

/** The text ends at an index with brackets open, the innermost last. */
export function unexpectedEnd(index: number, open: readonly Opening[]): SyntaxProblem {
  const closing = open.map(opening => (opening.kind === '{' ? '}' : ']')).reverse()
  return {
    rule: 'unexpected-end',
    start: index,
    end: index,
    message: `The manifest ends, but ${closing.slice(0, 10).join(' ')} ${closing.length > 1 ? 'are' : 'is'} missing.`,
    related: open
      .slice(-3)
      .reverse()
      .map(opening => ({ ...at(opening), message: `this ${opening.kind} is never closed` })),
  }
}

function removeComma(comma: Span): NonNullable<SyntaxProblem['fix']> {
  return { title: 'Remove the comma', safe: true, ...at(comma), newText: '' }
}

function at({ start, end }: Span): Span {
  return { start, end }
}
