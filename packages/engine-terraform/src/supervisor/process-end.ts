import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** How a Terraform process ended: written by the supervisor, or found out by the worker when that is gone. */
export const processEndSchema = z.object({
  number: z.int(),
  code: z.int().nullable(),
  signal: z.string().nullable(),
  /** Who wanted it to stop; null when it ended by itself. */
  stopped: z.enum(['asked', 'worker-gone', 'deadline', 'supervisor-gone']).nullable(),
  /** The group was killed, because asking did not help in time. */
  killed: z.boolean(),
  groupEmpty: z.boolean(),
  /** Why it could not be started. */
  error: z.string().nullable(),
})
export type ProcessEnd = z.infer<typeof processEndSchema>

/** The end of the process with this number; undefined as long as there is none. */
export function findProcessEnd(file: string, number: number): ProcessEnd | undefined {
  try {
    const end = processEndSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return end.success && end.data.number === number ? end.data : undefined
  } catch {
    // Not there yet: it appears whole, by a rename.
    return undefined
  }
}
