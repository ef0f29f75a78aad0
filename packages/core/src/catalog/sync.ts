import { z } from 'zod'
import { syncIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'

/**
 * What a sync did to an app. `added`: new and good. `broken`: it became invalid or broken, or is new and broken.
 * `recovered`: it is good again. `moved`: its slug changed, the id stayed. `removed`, `restored`: its folder went
 * or came back. `changed`: of the same status, but its manifest or its findings changed. `touched`: only the
 * fingerprint changed, nothing that a reader sees.
 */
export const changeKinds = [
  'added',
  'changed',
  'broken',
  'recovered',
  'moved',
  'removed',
  'restored',
  'touched',
] as const
export type ChangeKind = (typeof changeKinds)[number]

const countsSchema = z.object({
  found: z.int().describe('App folders with a manifest that were found.'),
  unchanged: z.int(),
  added: z.int(),
  changed: z.int(),
  broken: z.int(),
  recovered: z.int(),
  moved: z.int(),
  removed: z.int(),
  restored: z.int(),
  touched: z.int(),
  active: z.int().describe('Apps that are active afterwards.'),
  invalid: z.int(),
  neverValid: z.int().describe('Apps of status broken afterwards.'),
  errors: z.int().describe('Diagnostics of severity error afterwards.'),
  warnings: z.int(),
})
export type SyncCounts = z.infer<typeof countsSchema>

const syncChangeSchema = z.object({
  kind: z.enum(changeKinds),
  slug: z.string(),
  from: z.string().optional().describe('The slug before, where it changed.'),
})

/** `running` while it reads or writes; `held` when the guard on removals stopped it; `failed` with its error. */
export const syncReportSchema = z
  .object({
    id: syncIdSchema,
    status: z.enum(['running', 'completed', 'held', 'failed']),
    dryRun: z.boolean(),
    source: z.object({
      kind: z.enum(['directory', 'git']),
      location: z.string().describe('The directory, or the URL of the repository without credentials.'),
      folder: z
        .string()
        .optional()
        .describe('Folder of the repository that holds the apps, unless it is all of it.'),
      commit: z.string().nullable(),
    }),
    startedAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
    durationMs: z.int().nullable().describe('Reading and planning, up to where writing begins.'),
    catalogVersion: z
      .int()
      .nullable()
      .describe('The version that holds its result; null unless it is completed.'),
    counts: countsSchema,
    changes: z.array(syncChangeSchema).describe('At most 1000 of them, touched ones left out.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'SyncReport' })
export type SyncReport = z.infer<typeof syncReportSchema>

/** How to sync. `force` lets a sync remove most of the catalog; `dryRun` plans and writes nothing. */
export const syncOptionsSchema = z
  .object({ dryRun: z.boolean().default(false), force: z.boolean().default(false) })
  .meta({ id: 'SyncOptions' })
export type SyncOptions = z.infer<typeof syncOptionsSchema>
export type SyncOptionsInput = z.input<typeof syncOptionsSchema>
