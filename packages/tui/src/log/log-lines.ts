import type { LogLine } from '@waybill/core'
import { fitLine, type Line, type Span, span, type Tone } from '../text/line.js'
import { clean, cutText, wrapText } from '../text/text-width.js'
import { clockTime } from '../text/time.js'
import type { LogState } from './log-state.js'

/** Longest part of a line that is looked at: one of a megabyte must not stop the screen. */
const maxShown = 20_000

/** The rows of a log in a window of the screen, from the bottom while it follows, else from its top line. */
export function logRows(log: LogState, size: { readonly width: number; readonly height: number }): Line[] {
  return log.follow ? rowsFromEnd(log, size) : rowsFrom(log, log.top, size)
}

function rowsFromEnd(log: LogState, size: { readonly width: number; readonly height: number }): Line[] {
  const rows: Line[] = []
  for (let at = log.lines.length - 1; at >= 0 && rows.length < size.height; at -= 1) {
    rows.unshift(...lineRows(log, at, size.width))
  }
  return rows.slice(-size.height)
}

function rowsFrom(
  log: LogState,
  top: number,
  { width, height }: { readonly width: number; readonly height: number },
): Line[] {
  const rows: Line[] = []
  for (let at = top; at < log.lines.length && rows.length < height; at += 1) {
    rows.push(...lineRows(log, at, width))
  }
  return rows.slice(0, height)
}

function lineRows(log: LogState, at: number, width: number): Line[] {
  const line = log.lines[at]
  if (line === undefined) return []
  const time = log.times ? `${clockTime(line.at).padEnd(8)} ` : ''
  const room = Math.max(1, width - time.length)
  const isMatch = log.search?.offset === line.offset
  const text = clean(line.message.slice(0, maxShown).replaceAll('\t', '  '))
  const body = `${prefix(line, text)}${text}`
  const pieces = log.wrap ? wrapText(body, room) : [cutText(body, room)]
  return pieces.map((piece, row) => {
    const lead = row === 0 ? time : ' '.repeat(time.length)
    const spans = highlight(piece, isMatch ? (log.search?.query ?? '') : '', toneOf(line))
    const mark: Span[] = isMatch && row === 0 ? [span('▶', 'match')] : []
    return fitLine([span(lead, 'muted'), ...mark, ...spans], width)
  })
}

function toneOf({ level, type }: LogLine): Tone {
  if (level === 'error') return 'bad'
  if (level === 'warn') return 'warn'
  return type === 'waybill' ? 'accent' : 'plain'
}

/** Errors and warnings stand out by a word, not only by colour. */
function prefix({ level }: LogLine, text: string): string {
  if (level === 'error') return text.startsWith('Error') ? '' : 'Error: '
  if (level === 'warn') return text.startsWith('Warning') ? '' : 'Warning: '
  return ''
}

function highlight(text: string, query: string, tone: Tone): Span[] {
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query)
  if (at === -1) return [span(text, tone)]
  const end = at + query.length
  return [span(text.slice(0, at), tone), span(text.slice(at, end), 'match'), span(text.slice(end), tone)]
}
