import { quote } from '../diagnostic/printable.js'
import type { Token } from './json-lexer.js'
import type { SyntaxProblem } from './syntax-problem.js'

/** Whatever is neither space nor punctuation nor a quote; a comment that follows without a space ends it. */
const bareRun = /(?:(?!\/\/|\/\*)[^\s\p{Cc}\p{Cf}\p{Cs},:{}[\]"'`\u2018\u2019\u201c\u201d\u201e])+/uy
/** What is longer is no slip in a number, and the pattern below would try it in a million ways. */
const maxNumberLength = 100
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const numberLike =
  /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d*)?$|^[-+]?0[xXoObB][\da-fA-F_]+$|^[-+]?\d/

/** Words that other languages have for what JSON writes differently. */
const foreignWords = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'null'],
  ['none', 'null'],
  ['nil', 'null'],
  ['undefined', 'null'],
  ['nan', 'null'],
  ['infinity', 'null'],
])

/** Reads a literal, a number, or text without quotes. */
export function readBareText(text: string, start: number): Token {
  bareRun.lastIndex = start
  const run = bareRun.exec(text)?.[0] ?? text[start] ?? ''
  const end = start + run.length
  if (run === 'true' || run === 'false')
    return { kind: 'scalar', start, end, value: run === 'true', problems: [] }
  if (run === 'null') return { kind: 'scalar', start, end, value: null, problems: [] }
  if (jsonNumber.test(run)) return { kind: 'scalar', start, end, value: Number(run), problems: [] }
  const word = foreignWords.get(run.toLowerCase().replace(/^[-+]/, ''))
  if (word !== undefined) return foreignWord(run, word, start)
  if (run.length <= maxNumberLength && numberLike.test(run)) return badNumber(run, start)
  return { kind: 'bare', start, end, value: run, problems: [] }
}

function foreignWord(run: string, word: string, start: number): Token {
  const end = start + run.length
  const safe = run.toLowerCase() === word || run === 'None'
  const problem: SyntaxProblem = {
    rule: 'bad-literal',
    start,
    end,
    message: `${quote(run).slice(1, -1)} is not a word of JSON.`,
    help: `Write ${word}.`,
    fix: { title: `Write ${word}`, safe, start, end, newText: word },
  }
  return { kind: 'scalar', start, end, value: JSON.parse(word) as boolean | null, problems: [problem] }
}

function badNumber(run: string, start: number): Token {
  const end = start + run.length
  const value = meantNumber(run)
  const newText = value === undefined ? undefined : JSON.stringify(value)
  const problem: SyntaxProblem = {
    rule: 'bad-number',
    start,
    end,
    message: `${quote(run).slice(1, -1)} is not a JSON number.`,
    ...(newText !== undefined && {
      help: `Write ${newText}.`,
      fix: { title: `Write ${newText}`, safe: isCertain(run), start, end, newText },
    }),
  }
  return { kind: 'scalar', start, end, value, problems: [problem] }
}

/** What the number would be in the languages that allow it; undefined for `3000px` and the like. */
function meantNumber(run: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/s.exec(run.replaceAll('_', '')) ?? []
  const value = digits === '' ? Number.NaN : Number(digits)
  if (!Number.isFinite(value)) return undefined
  return sign === '-' ? -value : value
}

/** A leading zero means octal to some, and a hexadecimal number may be text; a plus sign changes nothing. */
function isCertain(run: string): boolean {
  return !/^[-+]?0[\dxXoObB]/.test(run)
}
