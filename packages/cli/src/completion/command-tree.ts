import type { CommandModule } from 'yargs'
import type { ListedCommand } from '../commands/command-table.js'
import { globalOptions } from '../global-options.js'

/** An option as a shell completes it. */
export interface OptionNode {
  /** With its dashes, the short one first. */
  readonly names: readonly string[]
  readonly describe: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/** What stands where a positional is: words of a fixed list, of a kind that changes, or files. */
export type ArgumentKind = 'apps' | 'workspaces' | 'templates' | 'codes' | 'files'

/** A command with everything below it. */
export interface CommandNode {
  readonly names: readonly string[]
  readonly describe: string
  readonly options: readonly OptionNode[]
  readonly argument: ArgumentKind | undefined
  readonly commands: readonly CommandNode[]
}

const kinds: Readonly<Record<string, ArgumentKind>> = {
  slug: 'apps',
  app: 'apps',
  workspace: 'workspaces',
  run: 'workspaces',
  names: 'templates',
  template: 'templates',
  what: 'codes',
  paths: 'files',
  folder: 'files',
}

/** Every command with its options, taken from what yargs is given, without running anything. */
export async function readCommandTree(listed: readonly ListedCommand[]): Promise<CommandNode> {
  const commands: CommandNode[] = []
  for (const { load } of listed) commands.push(nodeOf((await load())(() => undefined)))
  const options = Object.entries(globalOptions).map(([name, option]) => optionNode(name, option))
  const help = { names: ['-h', '--help'], describe: 'Show help', takesValue: false, choices: [] }
  return { names: ['waybill'], describe: '', options: [...options, help], argument: undefined, commands }
}

interface LooseOption {
  readonly alias?: string | readonly string[]
  readonly type?: string
  readonly describe?: string
  readonly choices?: readonly unknown[]
  readonly default?: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: each command has arguments of its own, none of which matter here.
type AnyCommand = CommandModule<any, any>

function nodeOf({ command = '', aliases = [], describe, builder }: AnyCommand): CommandNode {
  const [usage = '', ...others] = [command].flat()
  const options: OptionNode[] = []
  const commands: CommandNode[] = []
  const recorder = {
    option: (name: string, option: LooseOption) => keep(() => options.push(optionNode(name, option))),
    options: (all: Readonly<Record<string, LooseOption>>) =>
      keep(() => options.push(...Object.entries(all).map(([name, option]) => optionNode(name, option)))),
    command: (below: AnyCommand) => keep(() => commands.push(nodeOf(below))),
  }
  // Everything else that a builder asks of yargs is of no interest here.
  const yargs: object = new Proxy(recorder, {
    get: (target, name) => Reflect.get(target, name) ?? (() => yargs),
  })
  function keep(note: () => void): object {
    note()
    return yargs
  }
  if (typeof builder === 'function') builder(yargs as never)
  const positional = /[<[](\w+)/.exec(usage)?.[1]
  return {
    names: [usage, ...others, ...[aliases].flat()].map(text => text.split(' ')[0] ?? ''),
    describe: typeof describe === 'string' ? describe : '',
    options,
    argument: positional === undefined ? undefined : kinds[positional],
    commands,
  }
}

function optionNode(
  name: string,
  { alias, type, describe = '', choices = [], default: usual }: LooseOption,
): OptionNode {
  const names = [alias ?? [], name].flat().map(one => (one.length === 1 ? `-${one}` : `--${one}`))
  const isSwitch = type === 'boolean'
  // What is on by itself is only ever turned off.
  const shown = isSwitch && usual === true ? [`--no-${name}`] : names
  return { names: shown, describe, takesValue: !isSwitch, choices: choices.map(String) }
}
