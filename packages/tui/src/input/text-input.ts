import type { Key } from './key.js'

/** A line of text that is being typed. `at` counts characters before the cursor. */
export interface TextInput {
  readonly text: string
  readonly at: number
}

export function textInput(text = ''): TextInput {
  return { text, at: Array.from(text).length }
}

/** What a key makes of a text; undefined when it is no key of an input. */
export function editText({ text, at }: TextInput, key: Key): TextInput | undefined {
  const characters = Array.from(text)
  const replace = (from: number, to: number, inserted = ''): TextInput => {
    const added = Array.from(inserted)
    const rest = characters.toSpliced(from, to - from, ...added)
    return { text: rest.join(''), at: from + added.length }
  }
  if (key.kind === 'paste') return replace(at, at, key.text.replaceAll(/[\x00-\x1f\x7f]+/g, ' '))
  if (key.kind !== 'key') return undefined
  if (key.text !== undefined) return replace(at, at, key.text)
  switch (key.name) {
    case 'backspace':
      return replace(Math.max(0, at - 1), at)
    case 'delete':
      return replace(at, Math.min(characters.length, at + 1))
    case 'left':
    case 'ctrl-b':
      return { text, at: Math.max(0, at - 1) }
    case 'right':
    case 'ctrl-f':
      return { text, at: Math.min(characters.length, at + 1) }
    case 'home':
    case 'ctrl-a':
      return { text, at: 0 }
    case 'end':
    case 'ctrl-e':
      return { text, at: characters.length }
    case 'ctrl-u':
      return replace(0, at)
    case 'ctrl-k':
      return replace(at, characters.length)
    case 'ctrl-w':
      return replace(wordStart(characters, at), at)
    default:
      return undefined
  }
}

function wordStart(characters: readonly string[], at: number): number {
  let from = at
  while (from > 0 && characters[from - 1] === ' ') from -= 1
  while (from > 0 && characters[from - 1] !== ' ') from -= 1
  return from
}
