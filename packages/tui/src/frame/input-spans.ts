import type { TextInput } from '../input/text-input.js'
import { type Line, span } from '../text/line.js'
import { clean, widthOf } from '../text/text-width.js'

/** A text that is being typed, with its cursor; of a long one the end before the cursor is seen. */
export function inputSpans({ text, at }: TextInput, width: number): Line {
  const characters = Array.from(text)
  let from = 0
  while (from < at && widthOf(clean(characters.slice(from, at).join(''))) >= width - 1) from += 1
  const before = clean(characters.slice(from, at).join(''))
  const after = clean(characters.slice(at).join(''))
  return [span(before), span('▏', 'key'), span(after)]
}
