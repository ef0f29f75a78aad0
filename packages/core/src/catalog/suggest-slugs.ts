import { distance } from 'fastest-levenshtein'
import { compareText } from './compare-text.js'

/** Longer texts are no slips of the pen, and comparing them would cost. */
const maxLength = 100
const maxSuggestions = 3

/** The slugs most likely meant: at most a third of the letters apart (one of three, two of four), or with the text as a part; nearest first. */
export function suggestSlugs(text: string, slugs: Iterable<string>): readonly string[] {
  if (text.length > maxLength) return []
  const wanted = text.toLowerCase()
  // Two neighbours swapped are two edits, and the commonest slip of all.
  const farthest = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))
  const near: { readonly slug: string; readonly steps: number }[] = []
  for (const slug of slugs) {
    const steps = distance(wanted, slug)
    if (steps <= farthest) near.push({ slug, steps })
    else if (wanted.length > 2 && slug.includes(wanted)) near.push({ slug, steps: farthest + 1 })
  }
  near.sort((a, b) => a.steps - b.steps || compareText(a.slug, b.slug))
  return near.slice(0, maxSuggestions).map(({ slug }) => slug)
}
