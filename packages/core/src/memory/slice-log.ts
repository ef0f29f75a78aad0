import { concatBytes } from '../run/concat-bytes.js'

/** A stretch of a log that is kept in pieces: from `offset`, at most `limit` bytes. Pure. */
export function sliceLog(pieces: readonly Uint8Array[], offset: number, limit: number): Uint8Array {
  const taken: Uint8Array[] = []
  let skip = offset
  let left = limit
  for (const piece of pieces) {
    if (left === 0) break
    const part = piece.subarray(Math.min(skip, piece.length)).subarray(0, left)
    skip = Math.max(0, skip - piece.length)
    left -= part.length
    taken.push(part)
  }
  return concatBytes(taken)
}
