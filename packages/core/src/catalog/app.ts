import { z } from 'zod'
import { diagnosticSchema } from '../diagnostic/diagnostic.js'
import { appIdSchema, syncIdSchema } from '../id/ids.js'
import { timestampSchema } from '../id/timestamp.js'
import { manifestSchema } from '../manifest/manifest.js'

/**
 * `active`: served as its manifest says. `invalid`: its manifest broke, the last good revision is served.
 * `broken`: it never was good, nothing can be served. `removed`: its folder is gone; kept and restorable.
 */
export const appStatuses = ['active', 'invalid', 'broken', 'removed'] as const
export const appStatusSchema = z.enum(appStatuses)
export type AppStatus = z.infer<typeof appStatusSchema>

/** Where what is shown of an app was read. */
const provenanceSchema = z.object({
  file: z.string().describe('Path of the manifest, relative to the source.'),
  commit: z.string().nullable().describe('Commit it was read at, for Git sources.'),
  contentHash: z.string().nullable().describe('SHA-256 of the canonical manifest, in hex.'),
  syncId: syncIdSchema.describe('The sync that last wrote it.'),
})

/** One app of the catalog. Of a `broken` app only slug, file and diagnostics are known. */
export const appSchema = z
  .object({
    id: appIdSchema,
    slug: z.string().describe("The folder's name, slugified."),
    appName: z.string().nullable(),
    description: z.string().nullable(),
    components: manifestSchema.shape.components,
    status: appStatusSchema,
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    links: manifestSchema.shape.links.unwrap(),
    annotations: manifestSchema.shape.annotations.unwrap(),
    revision: z
      .int()
      .nullable()
      .describe('Number of the served revision, from 1; null when there never was one.'),
    source: provenanceSchema,
    diagnostics: z.array(diagnosticSchema),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
    removedAt: timestampSchema.nullable(),
  })
  .meta({ id: 'App' })
export type App = z.infer<typeof appSchema>

/** An immutable, content-addressed version of an app's manifest. */
export const revisionSchema = z
  .object({
    appId: appIdSchema,
    number: z.int().min(1),
    contentHash: z.string(),
    manifest: manifestSchema,
    commit: z.string().nullable(),
    repository: z
      .string()
      .nullable()
      .describe('URL or path of the Git repository that it was read from, without credentials.'),
    path: z
      .string()
      .nullable()
      .describe(
        'Path of the manifest in the repository, or in the directory; null of revisions before this was kept.',
      ),
    syncId: syncIdSchema,
    catalogVersion: z.int(),
    createdAt: timestampSchema,
  })
  .meta({ id: 'Revision' })
export type Revision = z.infer<typeof revisionSchema>

/** The state of the whole catalog as a number that only grows; lists, counts and ETags come from one version. */
export const catalogVersionSchema = z.object({
  number: z.int().min(0),
  changedAt: timestampSchema.nullable(),
})
export type CatalogVersion = z.infer<typeof catalogVersionSchema>
