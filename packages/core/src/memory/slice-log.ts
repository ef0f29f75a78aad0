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
  return concat(taken)
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
