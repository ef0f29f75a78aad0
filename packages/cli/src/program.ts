import yargs from 'yargs'
import { listedCommands } from './commands/command-table.js'
import { globalOptions } from './global-options.js'
import { standardInput } from './standard-input.js'
import { UsageError } from './usage-error.js'

/**
 * Parses the command line and runs the command. Only the commands that are named in it are loaded; of the others
 * yargs knows the names, to suggest them.
 */
export async function parseAndRun(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  const program = yargs(args.map(arg => (arg === '-' ? standardInput : arg)))
    .scriptName('waybill')
    .usage('$0 <command>')
    .epilogue('Options of all commands, exit codes: `waybill --help`.')
    .showHidden(false)
  for (const [name, option] of Object.entries(globalOptions))
    program.option(name, { ...option, hidden: true })
  for (const { name, aliases = [], describe, load } of listedCommands) {
    if ([name, ...aliases].some(word => args.includes(word))) program.command((await load())(finish))
    else program.command([name, ...aliases], describe)
  }
  const run = program
    .demandCommand(1, 'Name a command; `waybill --help` lists them.')
    .strict()
    .recommendCommands()
    .version(false)
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message)
    })
  try {
    await run.parseAsync()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { explainMistyped } = await import('./mistyped.js')
    throw new UsageError(await explainMistyped(error.message, args))
  }
  return exitCode
}
