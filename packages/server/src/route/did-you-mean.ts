import { distance } from 'fastest-levenshtein'

/** The candidates that a mistyped word most likely meant, nearest first, at most three; none when all are far. */
export function suggest(word: string, candidates: readonly string[]): readonly string[] {
  const farthest = word.length < 2 ? 0 : Math.max(1, Math.floor(word.length / 3))
  return candidates
    .map(candidate => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= farthest)
    .sort((one, other) => one.away - other.away)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `; did you mean "x"?`, or nothing: to be put behind what is wrong. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const [nearest] = suggest(word, candidates)
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`
}
