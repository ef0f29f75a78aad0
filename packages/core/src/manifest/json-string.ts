import { quote } from '../diagnostic/printable.js'
import { maxCollected } from './finding.js'
import type { Span, SyntaxProblem } from './syntax-problem.js'

/** A text with what is wrong with it. */
export interface ReadText extends Span {
  readonly value: string
  readonly problems: readonly SyntaxProblem[]
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const quotePairs: Readonly<Record<string, string>> = {
  "'": "'",
  '`': '`',
  '\u201c': '\u201d\u201c\u201e',
  '\u201d': '\u201d\u201c',
  '\u201e': '\u201d\u201c',
  '\u2018': '\u2019\u2018',
  '\u2019': '\u2019\u2018',
  '\u00ab': '\u00bb',
}

/** The characters that may close what a wrong opening quote opened, or undefined for what is none. */
export function closingQuotes(opening: string): string | undefined {
  return quotePairs[opening]
}

/** Reads a text that starts with a double quote. It ends on its line in any case. */
export function readString(text: string, start: number): ReadText {
  return readUntil(text, start, '"')
}

/** Reads a text in quotes that are not JSON's; the fix puts it into the right ones. */
export function readQuotedText(text: string, start: number): ReadText {
  const own = readUntil(text, start, closingQuotes(text[start] ?? '') ?? '"')
  // An editor may have turned only one of the quotes into a typographic one.
  const read = isUnterminated(own) ? readUntil(text, start, '"') : own
  if (isUnterminated(read)) return own
  const { end, value } = read
  const newText = JSON.stringify(value)
  const problem: SyntaxProblem = {
    rule: 'wrong-quotes',
    start,
    end,
    message: `${quote(value)} does not stand in straight double quotes.`,
    help: `Write ${quote(value)}.`,
    fix: { title: 'Put it into double quotes', safe: true, start, end, newText },
  }
  // Escapes in it are another language's; they are right or wrong only after the quotes are right.
  return { start, end, value, problems: [problem] }
}

function isUnterminated({ problems }: ReadText): boolean {
  return problems.some(({ rule }) => rule === 'unterminated-string')
}

function readUntil(text: string, start: number, closing: string): ReadText {
  const problems: SyntaxProblem[] = []
  let value = ''
  let index = start + 1
  for (;;) {
    const from = index
    index = plainEnd(text, index, closing)
    value += text.slice(from, index)
    const character = text[index]
    if (character === undefined || character === '\n' || character === '\r')
      return unterminated(text, start, index, problems)
    if (closing.includes(character)) return { start, end: index + 1, value, problems }
    const part =
      character === '\\' ? readEscape(text, index) : { end: index + 1, value: character, isBad: true }
    if (part.isBad && problems.length < maxCollected)
      problems.push(character === '\\' ? badEscape(text, index, part.end) : controlCharacter(text, index))
    value += part.value
    index = part.end
  }
}

/** Where the run of characters that mean themselves ends. */
function plainEnd(text: string, from: number, closing: string): number {
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x5c) return index
    const mayClose = code === 0x22 || code === 0x27 || code === 0x60 || code > 0x7f
    if (mayClose && closing.includes(text[index] ?? '')) return index
  }
  return text.length
}

function readEscape(text: string, start: number): { end: number; value: string; isBad: boolean } {
  const letter = text[start + 1] ?? ''
  const plain = escapes[letter]
  if (plain !== undefined) return { end: start + 2, value: plain, isBad: false }
  const digits = letter === 'u' ? /^[0-9a-fA-F]{4}$/.exec(text.slice(start + 2, start + 6))?.[0] : undefined
  if (digits) return { end: start + 6, value: String.fromCharCode(Number.parseInt(digits, 16)), isBad: false }
  // A backslash at the end of the line escapes nothing: the line break is for the caller to see.
  const isLast = letter === '' || letter === '\n' || letter === '\r'
  const escaped = isLast ? '' : String.fromCodePoint(text.codePointAt(start + 1) ?? 0)
  return { end: start + 1 + escaped.length, value: `\\${escaped}`, isBad: true }
}

function badEscape(text: string, start: number, end: number): SyntaxProblem {
  const written = text.slice(start, end)
  const isUnicode = written === '\\u'
  return {
    rule: 'bad-escape',
    start,
    end,
    message: `${quote(written).slice(2, -1)} is no escape that JSON knows.`,
    help: isUnicode
      ? 'After \\u come four hexadecimal digits.'
      : 'Write the backslash twice if it is meant as one.',
    fix: { title: 'Write the backslash twice', safe: false, start, end: start + 1, newText: '\\\\' },
  }
}

function controlCharacter(text: string, start: number): SyntaxProblem {
  const escaped = JSON.stringify(text[start] ?? '').slice(1, -1)
  return {
    rule: 'control-character',
    start,
    end: start + 1,
    message: `A control character stands in text; JSON writes it ${escaped}.`,
    fix: { title: `Write it as ${escaped}`, safe: true, start, end: start + 1, newText: escaped },
  }
}

/**
 * The closing quote was most likely forgotten before the comma or bracket that ends the line, so the text
 * ends there and the rest of the line is read as usual.
 */
function unterminated(text: string, start: number, lineEnd: number, found: SyntaxProblem[]): ReadText {
  const closing = text[start] === '"' ? closingOnLaterLine(text, lineEnd) : undefined
  if (closing !== undefined) return readOverLines(text, start, closing)
  let end = lineEnd
  while (end > start + 1 && ' \t,}]'.includes(text[end - 1] ?? '')) end--
  const quoteCharacter = text[start] === '"' ? '"' : quote(text[start] ?? '').slice(1, -1)
  const problem: SyntaxProblem = {
    rule: 'unterminated-string',
    start,
    end,
    message: `The text that starts here has no closing ${quoteCharacter} on its line.`,
    help: 'Close it, or write a line break in it as \\n.',
    ...(text[start] === '"' && {
      fix: { title: 'Close the text', safe: false, start: end, end, newText: '"' },
    }),
  }
  const problems = [...found.filter(other => other.end <= end), problem]
  return { start, end, value: text.slice(start + 1, end), problems }
}

/** Text that goes on for more lines than this was more likely meant to end. */
const maxLines = 20

/**
 * Where a text that goes on over lines is closed: by the first quote after its line, if that one ends something
 * (the line or an entry) and starts nothing (a line or an entry).
 */
function closingOnLaterLine(text: string, lineEnd: number): number | undefined {
  const index = text.indexOf('"', lineEnd)
  if (index === -1) return undefined
  const between = text.slice(lineEnd, index)
  const startsSomething = /(?:[\r\n,:[{]|^)[ \t]*$/.test(between.slice(-100))
  const endsSomething = /^[ \t]*(?:[,}\]\r\n]|$)/.test(text.slice(index + 1, index + 100))
  return endsSomething && !startsSomething && between.split('\n', maxLines + 1).length <= maxLines
    ? index
    : undefined
}

function readOverLines(text: string, start: number, closing: number): ReadText {
  const end = closing + 1
  const value = text.slice(start + 1, closing)
  const problem: SyntaxProblem = {
    rule: 'unterminated-string',
    start,
    end,
    message: 'The text that starts here goes on over a line break, which JSON writes \\n.',
    fix: {
      title: 'Write \\n for each line break',
      safe: true,
      start: start + 1,
      end: closing,
      newText: value.replace(/\r\n|\n|\r/g, '\\n'),
    },
  }
  return { start, end, value, problems: [problem] }
}
