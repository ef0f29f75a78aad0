import type { Tone } from '../text/line.js'

/** How a piece of text looks: names of `util.inspect.colors`. */
export interface Look {
  readonly color?: string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
}

export const themeNames = ['dark', 'light', 'mono'] as const
export type ThemeName = (typeof themeNames)[number]

export type Theme = Readonly<Record<Tone, Look>>

/** The sixteen colours alone, so that the terminal's own palette decides what is readable on its background. */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    plain: {},
    muted: { dim: true },
    accent: { color: 'cyan' },
    ok: { color: 'green' },
    warn: { color: 'yellow' },
    bad: { color: 'red', bold: true },
    busy: { color: 'blueBright' },
    title: { bold: true },
    key: { color: 'cyan', bold: true },
    match: { color: 'yellow', underline: true },
  },
  light: {
    plain: {},
    muted: { dim: true },
    accent: { color: 'blue' },
    ok: { color: 'green' },
    warn: { color: 'magenta' },
    bad: { color: 'red', bold: true },
    busy: { color: 'blue' },
    title: { bold: true },
    key: { color: 'blue', bold: true },
    match: { color: 'magenta', underline: true },
  },
  // NO_COLOR asks for no colour; bold, dim and inverse are none.
  mono: {
    plain: {},
    muted: { dim: true },
    accent: {},
    ok: {},
    warn: { bold: true },
    bad: { bold: true },
    busy: {},
    title: { bold: true },
    key: { bold: true },
    match: { underline: true, bold: true },
  },
}

/** The theme for an environment: `NO_COLOR` wins, then the background that the terminal tells in `COLORFGBG`. */
export function chooseTheme(env: Readonly<Record<string, string | undefined>>): ThemeName {
  if (env.NO_COLOR) return 'mono'
  const background = env.COLORFGBG?.split(';').at(-1)
  return background === '7' || background === '15' ? 'light' : 'dark'
}
