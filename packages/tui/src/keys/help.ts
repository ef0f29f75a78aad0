import type { Screen } from '../place/place.js'
import { type Line, span } from '../text/line.js'
import { type Binding, bindingsOn, keyLabel } from './binding.js'

const groups: readonly (readonly [Binding['group'], string])[] = [
  ['do', 'Do'],
  ['log', 'Log'],
  ['look', 'Look'],
  ['move', 'Move'],
  ['leave', 'Leave'],
]

const typed: readonly (readonly [string, string])[] = [
  [':apps :ws :runs …', 'Go there; `:ws demo` to one'],
  [':sync [dry|force]', 'Sync; only look; or remove most of the catalog'],
  [':create <app>', 'Create a workspace'],
  [':theme dark|light|mono', 'Colours'],
  [':mouse on|off', 'Off leaves the mouse to the terminal'],
  [':q', 'Quit'],
]

/** The help of a screen, made from the table of keys. */
export function helpLines(screen: Screen, mode: { readonly readOnly: boolean }): readonly Line[] {
  const here = bindingsOn(screen, mode)
  const sections = groups.flatMap(([group, title]): Line[] => {
    const rows = here.filter(binding => binding.group === group)
    return rows.length === 0 ? [] : [[span(title, 'title')], ...rows.map(helpLine), []]
  })
  return [
    ...sections,
    [span('Commands', 'title')],
    ...typed.map(([command, help]): Line => [span(`  ${command.padEnd(24)}`, 'key'), span(help)]),
    [],
    [span('Filter', 'title')],
    [
      span('  words that all are there; !word that is not; field:value, such as '),
      span('status:ready !owner:me', 'key'),
    ],
  ]
}

function helpLine({ keys, help }: Binding): Line {
  return [span(`  ${keys.map(keyLabel).join(' ').padEnd(16)}`, 'key'), span(help)]
}
