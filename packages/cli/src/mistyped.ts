import { closest } from '@waybill/core/manifest'
import { listedCommands } from './commands/command-table.js'
import { type CommandNode, readCommandTree } from './completion/command-tree.js'

/**
 * What is wrong with a command line, with the words that were likely meant. yargs says only that options are unknown,
 * and of commands only what was meant. Anything else stays as it is.
 */
export async function explainMistyped(message: string, args: readonly string[]): Promise<string> {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')
  const meant = /^Did you mean (.+)\?$/.exec(message)?.[1]
  if (unknown === undefined && meant === undefined) return message
  const { path, rest, options } = findCommand(await readCommandTree(listedCommands), args)
  if (meant !== undefined)
    return `There is no command "${[...path, rest ?? ''].join(' ').trim()}"; did you mean "${[...path, meant].join(' ')}"?`
  // Dashed names are told a second time without their dashes.
  const told = unknown?.filter(name => args.some(arg => arg.replace(/^-+/, '').split('=')[0] === name)) ?? []
  return told.length === 0 ? message : told.map(name => explainWord(name, { args, options, path })).join('\n')
}

function explainWord(
  name: string,
  { args, options, path }: { args: readonly string[]; options: readonly string[]; path: readonly string[] },
): string {
  const command = ['waybill', ...path].join(' ')
  if (args.includes(name)) return `"${name}" is one word too many for ${command}.`
  const near = closest(name, options)
  const given = `${name.length === 1 ? '-' : '--'}${name}`
  return `${command} has no option ${given}${near === undefined ? '.' : `; did you mean --${near}?`}`
}

/** The command that is named, the word behind it that is none, and the options that it takes. */
function findCommand(root: CommandNode, args: readonly string[]) {
  const path: string[] = []
  const options = root.options.flatMap(longNames)
  let node = root
  for (const word of args.filter(arg => !arg.startsWith('-'))) {
    const next = node.commands.find(({ names }) => names.includes(word))
    if (next === undefined) return { path, rest: word, options }
    path.push(word)
    options.push(...next.options.flatMap(longNames))
    node = next
  }
  return { path, rest: undefined, options }
}

function longNames({ names }: CommandNode['options'][number]): readonly string[] {
  return names.filter(name => name.startsWith('--')).map(name => name.slice(2))
}
