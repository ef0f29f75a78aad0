import { distance } from 'fastest-levenshtein'

/** Longer texts are no slips of the pen, and comparing them would cost. */
const maxLength = 100
const maxCandidates = 200

/**
 * The candidate that was most likely meant, or undefined when none is near: the same but for case and
 * separators, else at most a third of the letters apart or with two neighbours swapped, else its beginning or end.
 */
export function closest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > maxLength) return undefined
  const few = candidates.slice(0, maxCandidates)
  const plain = fold(text)
  const same = few.find(candidate => fold(candidate) === plain)
  if (same !== undefined) return same
  let best: string | undefined
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1
  for (const candidate of few) {
    const apart = candidate.length > maxLength ? least : steps(plain, fold(candidate))
    if (apart < least) {
      best = candidate
      least = apart
    }
  }
  return best ?? few.find(candidate => plain.length > 3 && isAffix(plain, fold(candidate)))
}

/** Edits from one text to the other; a swap of two neighbours (`onwer`) is one slip, not two. */
function steps(a: string, b: string): number {
  const edits = distance(a, b)
  return edits === 2 && a.length === b.length && [...a].sort().join() === [...b].sort().join() ? 1 : edits
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-_\s]/g, '')
}

function isAffix(part: string, whole: string): boolean {
  return whole.startsWith(part) || whole.endsWith(part)
}
