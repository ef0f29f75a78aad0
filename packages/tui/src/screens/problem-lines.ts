import type { Diagnostic } from '@waybill/core'
import { sourceFrame } from '@waybill/core/source-frame'
import { type Line, span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { item, sentence } from './doc-lines.js'
import { placeOf } from './problems.js'
import type { DocLine } from './screen-view.js'

const indent = 4
const context = 1

/** How findings are shown. */
export interface ProblemLinesOptions {
  readonly width: number
  /** Texts of the files that they are about, where they are known. */
  readonly sources: ReadonlyMap<string, string>
}

/** A finding as a compiler reports it: what, where, the lines it is about, why, what would help. */
export function problemLines(
  problem: Diagnostic,
  { width, sources }: ProblemLinesOptions,
): readonly DocLine[] {
  const subject = { kind: 'problem', problem } as const
  const sub = (text: string, tone: Line[number]['tone']) =>
    sentence(text, width - indent, tone).map(({ line }) => ({ line: [span('  '), ...line], subject }))
  const message = sentence(problem.message, width - indent)
  return [
    item([statusSpan(problem.severity), span(` ${problem.code}`, 'muted')], { subject }),
    ...message.map(({ line }) => ({ line: [span('  '), ...line], subject })),
    ...sub(placeOf(problem), 'accent'),
    ...frameOf(problem, { width, sources }).map(line => ({ line, subject })),
    ...(problem.help === undefined ? [] : sub(`help: ${problem.help}`, 'muted')),
    ...(problem.fix === undefined ? [] : sub(`fix: ${problem.fix.title}`, 'ok')),
    ...problem.related.flatMap(place => [
      ...sub(`${placeOf(place)}: ${place.message}`, 'muted'),
      ...frameOf(place, { width, sources }).map(line => ({ line, subject })),
    ]),
  ]
}

/** The lines that a finding is about, the part that is meant marked; none where their text is not known. */
function frameOf(
  { file, range }: Pick<Diagnostic, 'file' | 'range'>,
  { width, sources }: ProblemLinesOptions,
): readonly Line[] {
  const text = sources.get(file)
  if (text === undefined || range === undefined) return []
  const gutter = String(range.start.line + context).length
  const lead = ' '.repeat(indent)
  // A byte-order mark has no column.
  const shown = text.replace(/^\ufeff/, '')
  const room = Math.max(10, width - indent - gutter - 4)
  return sourceFrame({ text: shown, range, width: room, context }).flatMap(
    ({ number, text, carets }): Line[] => [
      [span(`${lead}${String(number).padStart(gutter)} │ `, 'muted'), span(text)],
      ...(carets === undefined
        ? []
        : [[span(`${lead}${' '.repeat(gutter)} │ `, 'muted'), span(carets, 'bad')] as Line]),
    ],
  )
}
