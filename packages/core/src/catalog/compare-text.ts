const surrogateStart = 0xd800
const surrogateEnd = 0xdfff

/** Code units above the surrogates come before them when compared by code point. */
function rank(unit: number): number {
  if (unit < surrogateStart) return unit
  return unit <= surrogateEnd ? unit + 0x10000 : unit
}

/**
 * Compares by code point, as PostgreSQL's collation "C" does on UTF-8. JavaScript's `<` compares code units,
 * which differs where one text has a character beyond U+FFFF and the other one from U+E000 to U+FFFF.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
