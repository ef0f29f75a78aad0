import { z } from 'zod'

/**
 * One line of a run's log. `next` is the offset behind it, to go on from. Lines are JSON as Terraform writes
 * them with `-json`; a line that is not JSON comes as it is, in `message`.
 */
export const logLineSchema = z
  .object({
    offset: z.int().min(0),
    next: z.int().min(0),
    at: z.string().nullable(),
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
    message: z.string(),
    type: z.string().nullable().describe("Terraform's event type, e.g. `apply_complete`."),
  })
  .meta({ id: 'LogLine' })
export type LogLine = z.infer<typeof logLineSchema>
