import { terminal } from './output/terminal.js'
import { parseAndRun } from './program.js'

/** Runs the `waybill` command. Resolves to its exit code: 0 ok, 1 findings or a failed run, 2 usage, 3 environment, 4 not found. */
export async function main(args: readonly string[]): Promise<number> {
  quietOnClosedPipe()
  try {
    return await parseAndRun(args)
  } catch (error) {
    const { reportError } = await import('./output/report-error.js')
    return reportError(error, { terminal: terminal(), debug: args.includes('--debug') })
  }
}

/** `waybill catalog ls | head` must end without a word. */
function quietOnClosedPipe(): void {
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
