import { errorCodes, isWaybillError } from '@waybill/core/manifest'
import { UsageError } from '../usage-error.js'
import type { Terminal } from './terminal.js'

/** Shows an error as a user needs it and answers the exit code. Stack traces only with `--debug`. */
export function reportError(
  error: unknown,
  context: { readonly terminal: Terminal; readonly debug: boolean },
): number {
  const { say, sayColors: colors } = context.terminal
  if (error instanceof UsageError || isYargsError(error)) {
    say(`${colors.red('error')} ${error.message}`)
    say(colors.dim('`waybill --help` shows the commands, `waybill <command> --help` one of them.'))
    return 2
  }
  const known = isWaybillError(error)
  const message = error instanceof Error ? error.message : String(error)
  say(`${colors.red('error')} ${colors.dim(known ? error.code : 'INTERNAL')} ${message}`)
  if (known) {
    for (const issue of error.issues) say(`  ${colors.cyan(issue.pointer || '/')} ${issue.detail}`)
    if (error.hint) say(`${colors.green('help')}  ${error.hint}`)
  }
  if (context.debug && error instanceof Error) say(colors.dim(withCauses(error)))
  else if (!known) say(colors.dim('This is a defect of Waybill; with --debug it shows where.'))
  return known ? errorCodes[error.code].exitCode : 1
}

function isYargsError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'YError'
}

function withCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${withCauses(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
