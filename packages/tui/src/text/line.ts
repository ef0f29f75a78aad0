import { cutText, widthOf } from './text-width.js'

/** What a piece of text means; the theme says how that looks. */
export type Tone = 'plain' | 'muted' | 'accent' | 'ok' | 'warn' | 'bad' | 'busy' | 'title' | 'key' | 'match'

/** A piece of a line. Its text is safe for a terminal (see `clean`). */
export interface Span {
  readonly text: string
  readonly tone?: Tone
}

/** One row of the screen. */
export type Line = readonly Span[]

/** A span; without a tone it is plain. */
export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone }
}

/** How many columns a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** A line in exactly `width` columns. */
export function fitLine(line: Line, width: number): Line {
  const spans: Span[] = []
  let left = width
  for (const piece of line) {
    const own = widthOf(piece.text)
    if (own > left) {
      const cut = left > 1 ? `${cutText(piece.text, left - 1)}…` : cutText(piece.text, left)
      spans.push({ ...piece, text: cut })
      left -= widthOf(cut)
      break
    }
    spans.push(piece)
    left -= own
  }
  if (left > 0) spans.push({ text: ' '.repeat(left) })
  return spans
}

/** Two lines as one row: the right one is kept whole as long as there is room, the left one is cut. */
export function justify(left: Line, right: Line, width: number): Line {
  const rightWidth = lineWidth(right)
  if (rightWidth + 8 > width) return fitLine(left, width)
  return [...fitLine(left, width - rightWidth), ...right]
}

/** The text of a line alone. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('')
}
