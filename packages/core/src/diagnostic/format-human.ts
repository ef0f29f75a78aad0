import stringWidth from 'string-width'
import type { Diagnostic, Range } from './diagnostic.js'
import { formatPlace } from './format-concise.js'
import { printable } from './printable.js'
import { sourceFrame } from './source-frame.js'

/** Turns a text into a coloured one, e.g. a function of chalk or picocolors. */
export type Paint = (text: string) => string

/** How the parts of a report are painted; what is left out stays plain. */
export interface HumanPaints {
  readonly error?: Paint
  readonly warning?: Paint
  readonly info?: Paint
  /** Line numbers and the frame's lines. */
  readonly frame?: Paint
  /** The message. */
  readonly message?: Paint
  /** The place, e.g. made a link to the file. */
  readonly place?: (text: string, file: string) => string
}

/** How diagnostics are shown to people. */
export interface FormatHumanOptions {
  /** The text of a file, by the name that diagnostics give it; undefined where there is none to show. */
  readonly textOf?: (file: string) => string | undefined
  /**
   * Columns of the terminal.
   * @default 100
   */
  readonly width?: number
  readonly paint?: HumanPaints
}

interface Style {
  readonly textOf: (file: string) => string | undefined
  readonly width: number
  readonly paint: Required<HumanPaints>
}

const plain: Paint = text => text
/** Narrower terminals get lines of this width, which they break themselves. */
const minWidth = 30

/**
 * Diagnostics as a compiler shows them: message, place, the lines it is about with the part that is meant,
 * help and fix, and the places that belong to it. Ends with a line break unless there is nothing.
 */
export function formatHuman(diagnostics: readonly Diagnostic[], options: FormatHumanOptions = {}): string {
  const paint = {
    error: plain,
    warning: plain,
    info: plain,
    frame: plain,
    message: plain,
    place: plain,
    ...options.paint,
  }
  const width = Math.max(minWidth, options.width ?? 100)
  const style = { textOf: options.textOf ?? (() => undefined), width, paint }
  return diagnostics.map(diagnostic => `${formatOne(diagnostic, style).join('\n')}\n`).join('\n')
}

function formatOne(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { severity, code, message, file, range, help, fix, related } = diagnostic
  const head = style.paint[severity](`${severity}[${code}]`)
  const [first = '', ...rest] = wrap(`${severity}[${code}]: ${message}`, style.width, 2)
  const headLength = `${severity}[${code}]`.length
  const notes = [
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(fix ? [`fix: ${fix.title}${fix.safe ? '' : ' (look at it first)'}`] : []),
  ]
  const gutter = gutterOf(range)
  return [
    head + style.paint.message(first.slice(headLength)),
    ...rest.map(line => style.paint.message(line)),
    ...placeLines({ file, range }, gutter, style),
    ...notes.flatMap(note => noteLines(note, gutter, style)),
    ...related.flatMap(place => [
      ...wrap(`note: ${place.message}`, style.width, 2),
      ...placeLines(place, gutterOf(place.range), style),
    ]),
  ]
}

/** Room for the line numbers of a frame. */
function gutterOf(range: Range | undefined): number {
  return String((range?.start.line ?? 0) + 1).length
}

function placeLines(
  { file, range }: { readonly file: string; readonly range?: Range | undefined },
  gutter: number,
  { textOf, width, paint }: Style,
): readonly string[] {
  const arrow = `${' '.repeat(gutter)}${paint.frame('-->')} ${paint.place(printable(formatPlace(file, range)), file)}`
  const text = range && textOf(file)
  if (!range || text === undefined) return [arrow]
  // The byte-order mark has no column.
  const shown = text.startsWith('\ufeff') ? text.slice(1) : text
  const bar = paint.frame(`${' '.repeat(gutter)} |`)
  const lines = sourceFrame({ text: shown, range, width: width - gutter - 3, context: 1 })
  return [
    arrow,
    bar,
    ...lines.flatMap(line => [
      `${paint.frame(`${String(line.number).padStart(gutter)} |`)} ${line.text}`.trimEnd(),
      ...(line.carets === undefined ? [] : [`${bar} ${line.carets}`]),
    ]),
    bar,
  ]
}

function noteLines(note: string, gutter: number, { width, paint }: Style): readonly string[] {
  const indent = ' '.repeat(gutter + 3)
  const [first = '', ...rest] = wrap(note, width - indent.length, 0)
  return [`${' '.repeat(gutter)} ${paint.frame('=')} ${first}`, ...rest.map(line => indent + line)]
}

/** Breaks a text at spaces into lines of a width, those after the first indented. A longer word stays whole. */
function wrap(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line.trim() !== '' && stringWidth(longer) > width) {
      lines.push(line)
      line = ' '.repeat(indent) + word
    } else line = longer
  }
  return [...lines, line]
}
