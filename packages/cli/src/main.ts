import { listedCommands } from './commands/command-table.js'
import { renderHelp } from './help.js'
import { packageVersion } from './package-version.js'

/** Runs the `waybill` command. Resolves to its exit code: 0 ok, 1 findings or a failed run, 2 usage, 3 environment, 4 not found. */
export async function main(args: readonly string[]): Promise<number> {
  quietOnClosedPipe()
  if (args.includes('--no-color')) process.env.NO_COLOR = '1'
  if (args[0] === '__complete') return complete(args[1] ?? '')
  const atOnce = answerAtOnce(args)
  if (atOnce !== undefined) {
    process.stdout.write(atOnce)
    return 0
  }
  try {
    const { parseAndRun } = await import('./program.js')
    return await parseAndRun(args)
  } catch (error) {
    const { reportError } = await import('./output/report-error.js')
    const { terminal } = await import('./output/terminal.js')
    return reportError(error, { terminal: terminal(), debug: args.includes('--debug') })
  }
}

/** Names for the Tab key of a shell. */
async function complete(kind: string): Promise<number> {
  const { completeNames } = await import('./completion/complete-names.js')
  process.stdout.write(
    completeNames(kind, process.env, process.cwd())
      .map(name => `${name}\n`)
      .join(''),
  )
  return 0
}

/** What needs no command: the help of them all, and the version. */
function answerAtOnce(args: readonly string[]): string | undefined {
  if (listedCommands.some(({ name, aliases = [] }) => [name, ...aliases].some(word => args.includes(word))))
    return undefined
  const [first] = args
  if (first === '--help' || first === '-h' || (first === 'help' && args.length === 1)) return renderHelp()
  return first === '--version' ? `${packageVersion()}\n` : undefined
}

/** `waybill catalog ls | head` must end without a word. */
function quietOnClosedPipe(): void {
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
