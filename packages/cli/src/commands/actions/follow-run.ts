import type { LogLine, Run, Waybill } from '@waybill/core'
import type { Terminal } from '../../output/terminal.js'

/** How a run is followed to its end. */
export interface FollowRunOptions {
  readonly waybill: Waybill
  readonly terminal: Terminal
  readonly run: Run
  readonly signal: AbortSignal
}

/** Writes the log to stderr until the run has ended, and answers the ended run. */
export async function followRun({ waybill, terminal, run, signal }: FollowRunOptions): Promise<Run> {
  for await (const line of waybill.runs.follow(run.id, { signal }))
    terminal.say(logText(line, terminal.sayColors))
  return waybill.runs.get(run.id)
}

/** One line of a log for a person: errors and warnings stand out by a word, not only by colour. */
export function logText(line: LogLine, colors: Terminal['sayColors']): string {
  const message = line.message.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  if (line.level === 'error') return colors.red(prefixed('Error', message))
  if (line.level === 'warn') return colors.yellow(prefixed('Warning', message))
  return line.type === 'waybill' ? colors.cyan(message) : message
}

function prefixed(word: string, message: string): string {
  return message.startsWith(word) ? message : `${word}: ${message}`
}
