import { z } from 'zod'

/** The state of everything Waybill stands on. `ok` is false when the database does not answer. */
export const healthSchema = z
  .object({
    ok: z.boolean(),
    database: z.object({
      ok: z.boolean(),
      kind: z.enum(['memory', 'postgresql']),
      version: z.string().nullable(),
      location: z.string().describe('Where it is, without secrets.'),
      error: z.string().nullable(),
    }),
    source: z.object({
      ok: z.boolean(),
      kind: z.enum(['directory', 'git']),
      location: z.string(),
      commit: z.string().optional(),
      error: z.string().nullable(),
    }),
    engines: z.array(
      z.object({
        name: z.string(),
        available: z.boolean(),
        version: z.string().nullable(),
        detail: z.string().describe('Path of the program, or why there is none and what to do.'),
      }),
    ),
    catalogVersion: z.int().nullable(),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof healthSchema>
