import { printable } from '@waybill/core/printable'
import stringWidth from 'string-width'

/**
 * ASCII, letters with accents, and the signs of this UI: each one column, one code unit, and safe. Nearly all that is
 * shown is made of them, and measuring anything else takes a hundred times as long.
 */
const simple =
  /^[\x20-\x7e\u00b7\u00c0-\u024f\u2013\u2026\u203a\u2190-\u2193\u2500-\u257f\u258f\u25c6\u25cb-\u25d0\u2713\u2717\u276f]*$/
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  return simple.test(text) ? text.length : stringWidth(text)
}

/** Text from anywhere, made safe: nothing in it can move the cursor or change a colour. Line breaks show as signs. */
export function clean(text: string): string {
  return simple.test(text) ? text : printable(text)
}

/** The longest beginning of a text that takes at most `width` columns; wide signs are never cut in half. */
export function cutText(text: string, width: number): string {
  if (simple.test(text)) return text.slice(0, Math.max(0, width))
  let used = 0
  let cut = ''
  for (const { segment } of segmenter.segment(text)) {
    const next = used + stringWidth(segment)
    if (next > width) break
    used = next
    cut += segment
  }
  return cut
}

/** A text in exactly `width` columns: filled with blanks, or cut with an ellipsis. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  if (width <= 0) return ''
  const own = widthOf(text)
  if (own > width) {
    const cut = `${cutText(text, width - 1)}…`
    return cut + ' '.repeat(Math.max(0, width - widthOf(cut)))
  }
  const blanks = ' '.repeat(width - own)
  return align === 'left' ? text + blanks : blanks + text
}

/** A text in rows of at most `width` columns, broken at blanks where that is possible. */
export function wrapText(text: string, width: number): string[] {
  const room = Math.max(1, width)
  const rows: string[] = []
  let rest = text
  while (widthOf(rest) > room) {
    const cut = cutText(rest, room) || (Array.from(rest)[0] ?? '')
    const blank = cut.lastIndexOf(' ')
    const piece = blank > room / 2 ? cut.slice(0, blank) : cut
    rows.push(piece)
    rest = rest.slice(piece.length).replace(/^ /, '')
  }
  rows.push(rest)
  return rows
}
