import { type Key, key } from './key.js'

/** What decoding came to: whole keys, and the beginning of one whose rest has not come yet. */
export interface DecodedKeys {
  readonly keys: readonly Key[]
  readonly pending: string
}

const esc = '\u001b'
const pasteStart = `${esc}[200~`
const pasteEnd = `${esc}[201~`
const mouse = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])/
/** A control sequence (ECMA-48 §5.4) or a function key in SS3 form. */
const sequence = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])/
const unfinished = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/
/** Longest beginning of a sequence that is waited for; what is longer is no key. */
const maxPending = 64

const named: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '7~': 'home',
  '8~': 'end',
}

/**
 * Reads what a terminal sends. A lone escape is ambiguous, so it stays pending: call {@link flushKeys} when
 * nothing follows for a moment.
 */
export function decodeKeys(pending: string, chunk: string): DecodedKeys {
  const keys: Key[] = []
  let rest = pending + chunk
  while (rest !== '') {
    const taken = takeKey(rest)
    if (taken === undefined) {
      if (!rest.startsWith(pasteStart) && rest.length > maxPending) return { keys, pending: '' }
      return { keys, pending: rest }
    }
    if (taken.key !== undefined) keys.push(taken.key)
    rest = rest.slice(taken.length)
  }
  return { keys, pending: '' }
}

/** What is pending, read as if nothing will follow. */
export function flushKeys(pending: string): readonly Key[] {
  return pending === esc || pending === esc + esc ? [key('esc')] : []
}

interface Taken {
  readonly key?: Key
  readonly length: number
}

/** The key at the beginning of a text; undefined when its end has not come yet. */
function takeKey(text: string): Taken | undefined {
  if (text.startsWith(pasteStart)) return takePaste(text)
  if (text[0] !== esc) return takeCharacter(text)
  const click = mouse.exec(text)
  if (click !== null) return { key: mouseKey(click), length: click[0].length }
  const found = sequence.exec(text)
  if (found !== null) return { key: namedKey(found[0].slice(2)), length: found[0].length }
  if (unfinished.test(text)) return undefined
  // Escape and another key at once (alt, or two quick strokes): two keys.
  return { key: key('esc'), length: 1 }
}

function takePaste(text: string): Taken | undefined {
  const end = text.indexOf(pasteEnd)
  if (end === -1) return undefined
  return { key: { kind: 'paste', text: text.slice(pasteStart.length, end) }, length: end + pasteEnd.length }
}

function takeCharacter(text: string): Taken {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0)
  return { key: key(characterName(character)), length: character.length }
}

function characterName(character: string): string {
  const code = character.charCodeAt(0)
  if (character === '\r' || character === '\n') return 'enter'
  if (character === '\t') return 'tab'
  if (code === 0x7f || code === 0x08) return 'backspace'
  if (code === 0) return 'ctrl-space'
  if (code < 27) return `ctrl-${String.fromCharCode(code + 0x60)}`
  return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x40)}` : character
}

/** Modified keys (`1;5A`) count as their plain ones. */
function namedKey(code: string): Key | undefined {
  const name = named[code] ?? named[code.replace(/^1?;\d+/, '').replace(/;\d+~$/, '~')]
  return name === undefined ? undefined : key(name)
}

function mouseKey([, button, column, row, end]: RegExpExecArray): Key | undefined {
  const code = Number(button)
  if ((code & 64) !== 0) return { kind: 'wheel', lines: (code & 1) === 0 ? -3 : 3 }
  const isPress = code === 0 && end === 'M'
  return isPress ? { kind: 'click', column: Number(column), row: Number(row) } : undefined
}
