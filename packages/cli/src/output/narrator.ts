import type { LogEntry } from '@waybill/core'
import type { Terminal } from './terminal.js'

/** Says something to a person who looks on; else each of its lines is a log entry, so that a log is JSON throughout. */
export function narrator(
  { interactive, say }: Pick<Terminal, 'interactive' | 'say'>,
  onLog: (entry: LogEntry) => void,
): (text: string) => void {
  if (interactive) return say
  return text => {
    for (const line of text.split('\n'))
      if (line.trim() !== '') onLog({ level: 'info', message: line.trim(), fields: {} })
  }
}
