import type { LogEntry } from '@waybill/core'
import { pino } from 'pino'
import { build as pretty } from 'pino-pretty'

/** Writes log entries to stderr: JSON lines for machines, readable ones where a person looks on. */
export function makeLogger(options: {
  readonly level: string
  readonly pretty: boolean
}): (entry: LogEntry) => void {
  const stream = options.pretty
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true })
  const logger = pino(
    { level: options.level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  )
  return entry => logger[entry.level](entry.fields, entry.message)
}
