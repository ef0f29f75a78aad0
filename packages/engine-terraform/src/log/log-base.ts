import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * Which stretch of the run's log the spool is: `offset` is where it begins, `attempt` who wrote to it last, `since` the
 * first of those that wrote to it one after the other.
 */
export const logBaseSchema = z.object({
  attempt: z.int(),
  since: z.int().optional(),
  offset: z.int().min(0),
})
export type LogBase = z.infer<typeof logBaseSchema>

/** Undefined when there is none. */
export function readLogBase(file: string): LogBase | undefined {
  try {
    return logBaseSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    // No attempt got as far as a log.
    return undefined
  }
}

/** Appears at once and whole. */
export function writeLogBase(file: string, base: LogBase): void {
  writeFileSync(`${file}.new`, JSON.stringify(base), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export interface SpoolRestOptions {
  readonly base: LogBase
  readonly attempt: number
  /** How much of the run's log is stored. */
  readonly logOffset: number
  /** Length of the spool. */
  readonly size: number
  /** Whether a line begins at a position of the spool. */
  readonly isLineStart: (position: number) => boolean
}

/**
 * Position in an earlier attempt's spool from which on nothing is stored yet; undefined when the spool is not
 * the end of the stored log. Attempts in between on another host may have written on from a place that only
 * looks like one of ours, so then it has to be the start of a line at least. Pure.
 */
export function findSpoolRest(options: SpoolRestOptions): number | undefined {
  const { base, attempt, logOffset, size, isLineStart } = options
  const position = logOffset - base.offset
  if (position < 0 || position > size) return undefined
  return attempt - base.attempt <= 1 || isLineStart(position) ? position : undefined
}
