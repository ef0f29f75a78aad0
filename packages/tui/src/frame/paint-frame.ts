import { inspect } from 'node:util'
import type { State } from '../state/state.js'
import { type Line, lineText, type Tone } from '../text/line.js'
import { type Look, type ThemeName, themes } from '../theme/theme.js'
import { frameRows } from './frame-rows.js'

/** What stands before and behind a text to make it look like something. */
type Paint = readonly [before: string, after: string]

const attributes = ['bold', 'dim', 'underline', 'inverse'] as const
const inverse = paintOf({ inverse: true })
const paints = new Map<ThemeName, ReadonlyMap<Tone, Paint>>()

/** The rows of the whole screen as text with a terminal's codes. */
export function paintRows(state: State): readonly string[] {
  const tones = paintsOf(state.theme)
  return frameRows(state).map(({ line, selected }) =>
    selected ? paint(lineText(line), inverse) : paintLine(line, tones),
  )
}

/** The whole screen as text: how it is shown until Ink is loaded. */
export function paintFrame(state: State): string {
  return paintRows(state).join('\n')
}

function paintLine(line: Line, tones: ReadonlyMap<Tone, Paint>): string {
  let text = ''
  for (const piece of line) text += paint(piece.text, tones.get(piece.tone ?? 'plain'))
  return text
}

function paint(text: string, found: Paint | undefined): string {
  return found === undefined || text === '' ? text : `${found[0]}${text}${found[1]}`
}

/** Made once for each theme: a frame asks for hundreds. */
function paintsOf(name: ThemeName): ReadonlyMap<Tone, Paint> {
  const known = paints.get(name)
  if (known !== undefined) return known
  const made = new Map<Tone, Paint>()
  for (const [tone, look] of Object.entries(themes[name])) made.set(tone as Tone, paintOf(look))
  paints.set(name, made)
  return made
}

function paintOf(look: Look): Paint {
  const names = [...attributes.filter(name => look[name]), ...(look.color === undefined ? [] : [look.color])]
  const codes = names.flatMap(name => [inspect.colors[name] ?? []])
  return [
    codes.map(([on]) => `\u001b[${on}m`).join(''),
    codes
      .map(([, off]) => `\u001b[${off}m`)
      .toReversed()
      .join(''),
  ]
}
