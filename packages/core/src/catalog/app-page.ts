import { z } from 'zod'
import { appSchema } from './app.js'
import { appFacetsSchema } from './facets.js'

/** One page of apps, all of one catalog version. `total` counts every app that matches. */
export const appPageSchema = z
  .object({
    items: z.array(appSchema),
    total: z.int(),
    nextCursor: z.string().nullable(),
    version: z.int().describe('The catalog version that all of it is of.'),
    facets: appFacetsSchema.optional().describe('Where they were asked for.'),
  })
  .meta({ id: 'AppPage' })
export type AppPage = z.infer<typeof appPageSchema>
