import type { Screen } from '../place/place.js'
import type { CommandName } from './command-name.js'

/** One row of the table of keys. */
export interface Binding {
  readonly command: CommandName
  readonly keys: readonly string[]
  readonly help: string
  readonly group: 'move' | 'look' | 'log' | 'do' | 'leave'
  /** Screens where it means something; absent: all. */
  readonly screens?: readonly Screen[]
  /** Shown in the hints at the bottom, in this word. */
  readonly hint?: string
  /** It changes something, so read-only mode has none of it. */
  readonly changes?: true
}

const lists: readonly Screen[] = ['apps', 'workspaces', 'runs', 'problems', 'events', 'templates']
const withWorkspaces: readonly Screen[] = ['dashboard', 'workspaces', 'workspace', 'app']
const withRuns: readonly Screen[] = ['dashboard', 'runs', 'run', 'workspace', 'workspaces']

/** The one table of keys: what they do, the help and the hints are made from it. Earlier rows win. */
export const bindings: readonly Binding[] = [
  {
    command: 'log-search',
    keys: ['/'],
    help: 'Search the log',
    group: 'log',
    screens: ['run'],
    hint: 'search',
  },
  {
    command: 'log-next',
    keys: ['n'],
    help: 'Next match',
    group: 'log',
    screens: ['run'],
  },
  { command: 'log-previous', keys: ['N'], help: 'Match before', group: 'log', screens: ['run'] },
  {
    command: 'log-error',
    keys: ['e'],
    help: 'Jump to the next error',
    group: 'log',
    screens: ['run'],
    hint: 'error',
  },
  {
    command: 'log-follow',
    keys: ['f'],
    help: 'Follow the end, or stop following',
    group: 'log',
    screens: ['run'],
    hint: 'follow',
  },
  {
    command: 'log-wrap',
    keys: ['w'],
    help: 'Wrap long lines',
    group: 'log',
    screens: ['run'],
    hint: 'wrap',
  },
  { command: 'log-times', keys: ['t'], help: 'Times on and off', group: 'log', screens: ['run'] },
  {
    command: 'show-plan',
    keys: ['tab', 'p'],
    help: 'The plan, or the log',
    group: 'log',
    screens: ['run'],
    hint: 'plan',
  },

  { command: 'down', keys: ['j', 'down'], help: 'Down', group: 'move' },
  { command: 'up', keys: ['k', 'up'], help: 'Up', group: 'move' },
  { command: 'first', keys: ['g', 'home'], help: 'To the top', group: 'move' },
  { command: 'last', keys: ['G', 'end'], help: 'To the end', group: 'move' },
  { command: 'page-down', keys: ['ctrl-f', 'pagedown'], help: 'A page down', group: 'move' },
  { command: 'page-up', keys: ['ctrl-b', 'pageup'], help: 'A page up', group: 'move' },
  { command: 'open', keys: ['enter', 'right'], help: 'Open', group: 'move', hint: 'open' },
  { command: 'back', keys: ['esc', 'left'], help: 'Back; clears a filter first', group: 'move' },
  { command: 'root-1', keys: ['1'], help: 'Dashboard', group: 'move' },
  { command: 'root-2', keys: ['2'], help: 'Apps', group: 'move' },
  { command: 'root-3', keys: ['3'], help: 'Workspaces', group: 'move' },
  { command: 'root-4', keys: ['4'], help: 'Runs', group: 'move' },
  { command: 'root-5', keys: ['5'], help: 'Problems', group: 'move' },
  { command: 'root-6', keys: ['6'], help: 'Events', group: 'move' },
  { command: 'root-7', keys: ['7'], help: 'Templates', group: 'move' },

  { command: 'command', keys: [':'], help: 'Type a command', group: 'look' },
  { command: 'filter', keys: ['/'], help: 'Filter: text, !text, field:value', group: 'look', hint: 'filter' },
  { command: 'sort-next', keys: ['>'], help: 'Sort by the next column', group: 'look', screens: lists },
  { command: 'sort-previous', keys: ['<'], help: 'Sort by the column before', group: 'look', screens: lists },
  { command: 'sort-reverse', keys: ['='], help: 'Reverse the order', group: 'look', screens: lists },
  { command: 'mark', keys: [' '], help: 'Mark, and down', group: 'look', screens: lists },
  { command: 'mark-all', keys: ['*'], help: 'Mark all, or none', group: 'look', screens: lists },
  { command: 'describe', keys: ['d'], help: 'Everything that is known, as JSON', group: 'look' },
  {
    command: 'log',
    keys: ['l'],
    help: 'Log of the newest run',
    group: 'look',
    screens: ['dashboard', 'runs', 'workspace', 'workspaces'],
    hint: 'log',
  },
  { command: 'copy', keys: ['y'], help: 'Copy the endpoint or name', group: 'look' },
  {
    command: 'copy-command',
    keys: ['Y'],
    help: 'Copy the command that shows the same in a shell',
    group: 'look',
  },
  { command: 'browse', keys: ['o'], help: 'Open the endpoint in a browser', group: 'look' },
  {
    command: 'edit',
    keys: ['e'],
    help: 'Open in $EDITOR at the line',
    group: 'look',
    screens: ['problems', 'app', 'apps'],
    hint: 'edit',
  },
  { command: 'help', keys: ['?', 'ctrl-a'], help: 'This help', group: 'look', hint: 'help' },

  {
    command: 'sync',
    keys: ['s'],
    help: 'Sync the catalog',
    group: 'do',
    screens: ['dashboard', 'apps', 'app', 'problems'],
    hint: 'sync',
    changes: true,
  },
  {
    command: 'create',
    keys: ['c'],
    help: 'Create a workspace',
    group: 'do',
    screens: ['dashboard', 'apps', 'app', 'workspaces', 'templates', 'template'],
    hint: 'create',
    changes: true,
  },
  {
    command: 'approve',
    keys: ['a'],
    help: 'Approve the plan, with its changes on screen',
    group: 'do',
    screens: withRuns,
    hint: 'approve',
    changes: true,
  },
  {
    command: 'discard',
    keys: ['D'],
    help: 'Discard the plan',
    group: 'do',
    screens: withRuns,
    changes: true,
  },
  {
    command: 'cancel',
    keys: ['x'],
    help: 'Cancel the run; again after 10 s: by force',
    group: 'do',
    screens: withRuns,
    hint: 'cancel',
    changes: true,
  },
  {
    command: 'retry',
    keys: ['r'],
    help: 'Retry the run',
    group: 'do',
    screens: withRuns,
    hint: 'retry',
    changes: true,
  },
  {
    command: 'update',
    keys: ['u'],
    help: 'Update to the newest versions, or other parameters',
    group: 'do',
    screens: withWorkspaces,
    hint: 'update',
    changes: true,
  },
  {
    command: 'plan',
    keys: ['p'],
    help: 'Plan, without applying',
    group: 'do',
    screens: withWorkspaces,
    changes: true,
  },
  {
    command: 'refresh',
    keys: ['f'],
    help: 'Refresh: look for drift',
    group: 'do',
    screens: withWorkspaces,
    changes: true,
  },
  {
    command: 'extend',
    keys: ['t'],
    help: 'Change the time it lives',
    group: 'do',
    screens: withWorkspaces,
    changes: true,
  },
  {
    command: 'destroy',
    keys: ['ctrl-d'],
    help: 'Destroy, after typing its name',
    group: 'do',
    screens: withWorkspaces,
    changes: true,
  },
  {
    command: 'check',
    keys: ['v'],
    help: 'Check the template',
    group: 'do',
    screens: ['templates', 'template'],
    hint: 'check',
    changes: true,
  },

  { command: 'quit', keys: ['q', 'ctrl-c'], help: 'Quit', group: 'leave' },
  { command: 'suspend', keys: ['ctrl-z'], help: 'To the shell; fg comes back', group: 'leave' },
  { command: 'redraw', keys: ['ctrl-l'], help: 'Draw the screen anew', group: 'leave' },
]

/** What is there on a screen, in a mode. */
export function bindingsOn(screen: Screen, { readOnly }: { readonly readOnly: boolean }): readonly Binding[] {
  const taken = new Set<string>()
  const here = bindings.flatMap(binding => {
    if (!(binding.screens?.includes(screen) ?? true)) return []
    const keys = binding.keys.filter(key => !taken.has(key))
    for (const key of keys) taken.add(key)
    return keys.length === 0 ? [] : [{ ...binding, keys }]
  })
  return here.filter(({ changes }) => !(readOnly && changes === true))
}

/** What a key does on a screen. `changes` is also found in read-only mode, so that it can be said. */
export function findBinding(screen: Screen, keyName: string): Binding | undefined {
  return bindings.find(({ keys, screens }) => keys.includes(keyName) && (screens?.includes(screen) ?? true))
}

const keyNames: Readonly<Record<string, string>> = { ' ': 'space', pagedown: 'PgDn', pageup: 'PgUp' }

/** A key as help writes it. */
export function keyLabel(name: string): string {
  return keyNames[name] ?? name
}
