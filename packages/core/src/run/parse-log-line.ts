import { z } from 'zod'
import type { LogLine } from './log-line.js'

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const

/** A line of Terraform's `-json` stream, as far as a log shows it. */
const jsonLineSchema = z.object({
  '@message': z.string(),
  '@level': z.enum(levels).catch('info'),
  '@timestamp': z.string().nullable().catch(null),
  type: z.string().nullable().catch(null),
})

/** Where a line stands in its log, in bytes. */
export interface LinePlace {
  readonly offset: number
  readonly next: number
}

/** Reads one line without its line break. What is not JSON, or not of this kind, is shown as it is. */
export function parseLogLine(text: string, place: LinePlace): LogLine {
  const line = parseJsonLine(text)
  if (line === undefined) return { ...place, at: null, level: 'info', message: text, type: null }
  return {
    ...place,
    at: line['@timestamp'],
    level: line['@level'],
    message: line['@message'],
    type: line.type,
  }
}

function parseJsonLine(text: string): z.infer<typeof jsonLineSchema> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return jsonLineSchema.safeParse(JSON.parse(text)).data
  } catch {
    // Cut off, or not JSON at all.
    return undefined
  }
}
