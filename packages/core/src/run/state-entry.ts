import { z } from 'zod'
import { runIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'

/** A state of a workspace's journal, as it is listed. */
export const stateEntrySchema = z
  .object({
    id: z.string(),
    runId: runIdSchema,
    serial: z.int(),
    lineage: z.string(),
    sizeBytes: z.int().describe('Of the state file.'),
    savedAt: timestampSchema,
    diverged: z
      .boolean()
      .describe(
        'It turned up after another attempt had gone on from an earlier state: it is never the newest.',
      ),
  })
  .meta({ id: 'StateEntry' })
export type StateEntry = z.infer<typeof stateEntrySchema>
