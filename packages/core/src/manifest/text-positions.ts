import type { Range } from '../diagnostic/diagnostic.js'

/** A place in a text. */
type Position = Range['start']

/** Turns indices into a text into lines, columns and byte offsets. */
export interface TextPositions {
  position(index: number): Position
  range(start: number, end: number): Range
}

/** How far apart the known byte offsets are; a bound on the work of one look-up. */
const step = 1024

/**
 * The places of a text. Lines end with LF, CR LF or CR, as in editors; columns count UTF-16 code units.
 * `bomBytes` were before the text and count for offsets only.
 */
export function positionsOf(text: string, bomBytes = 0): TextPositions {
  const lines = lineStarts(text)
  const bytesBefore = byteCounter(text)
  const position = (index: number): Position => {
    const line = lastAtMost(lines, index)
    return {
      line: line + 1,
      column: index - (lines[line] ?? 0) + 1,
      offset: bytesBefore(index) + bomBytes,
    }
  }
  return { position, range: (start, end) => ({ start: position(start), end: position(end) }) }
}

/** Index of the first character of each line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) starts.push(index + 1)
  }
  return starts
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle
  }
  return low
}

function byteCounter(text: string): (index: number) => number {
  if (/^[\x00-\x7f]*$/.test(text)) return index => index
  const known = [0]
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    bytes += unitBytes(text, index)
    if ((index + 1) % step === 0) known.push(bytes)
  }
  return index => {
    const from = Math.floor(index / step)
    let count = known[from] ?? 0
    for (let unit = from * step; unit < index; unit++) count += unitBytes(text, unit)
    return count
  }
}

/** UTF-8 bytes of one UTF-16 unit: each half of a pair counts two, a half alone becomes U+FFFD. */
function unitBytes(text: string, index: number): number {
  const unit = text.charCodeAt(index)
  if (unit < 0x80) return 1
  if (unit < 0x800) return 2
  if (unit < 0xd800 || unit > 0xdfff) return 3
  const isHigh = unit < 0xdc00
  const other = text.charCodeAt(isHigh ? index + 1 : index - 1)
  return (isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00) ? 2 : 3
}
