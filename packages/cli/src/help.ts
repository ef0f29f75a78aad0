import { commandGroups } from './commands/command-table.js'
import { globalOptions } from './global-options.js'

const examples = [
  ['waybill serve --demo', 'the example apps, an embedded database, the API on port 8000'],
  ['waybill validate apps/shop', 'check a manifest and its Dockerfiles'],
  ['waybill workspace create shop --wait', 'provision an app and follow the log'],
] as const

/**
 * The help of `waybill` itself, made without yargs: loading that takes longer than all the rest. The help of each
 * command comes from yargs.
 */
export function renderHelp(): string {
  return [
    'waybill <command>: manifests in, running workspaces out.',
    '',
    'Examples:',
    ...columns(examples),
    ...commandGroups.flatMap(({ title, commands }) => [
      '',
      `${title}:`,
      ...columns(
        commands.map(({ name, aliases = [], describe }) => [[name, ...aliases].join(', '), describe]),
      ),
    ]),
    '',
    'Options of all commands:',
    ...columns([
      ...Object.entries(globalOptions).map(([name, { describe }]) => [`--${name}`, describe] as const),
      ['-h, --help', 'Show this, or the help of a command'],
      ['--version', 'Show the version'],
    ]),
    '',
    'Data goes to stdout, everything else to stderr. Exit codes: 0 ok, 1 findings or a failed run, 2 usage,',
    '3 environment, 4 not found, 130 interrupted. More: `waybill <command> --help`.',
    '',
  ].join('\n')
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(20, ...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)
}
