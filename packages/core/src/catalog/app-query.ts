import { z } from 'zod'
import { componentTypes } from '../manifest/manifest.js'
import { type AppStatus, appStatuses } from './app.js'

/** Which apps to list. Without `status`, the ones that can be served: `active` and `invalid`. */
export const appQuerySchema = z.object({
  q: z.string().min(1).optional().describe('Part of slug, name or description, case-insensitively.'),
  type: z.enum(componentTypes).optional().describe('Has a component of this type.'),
  status: z
    .array(z.enum(appStatuses))
    .optional()
    .describe('Of one of these statuses. Without it, those that can be served.'),
  owner: z.string().optional().describe('Owned by exactly this one.'),
  tag: z.string().optional().describe('Has exactly this tag.'),
  sort: z.enum(['slug', '-slug', 'appName', '-appName', 'updatedAt', '-updatedAt']).default('slug'),
  facets: z.boolean().default(false).describe('Counts apps by type, status, owner and tag, too.'),
  limit: z.int().min(1).max(1000).default(1000).describe('Most apps of one page.'),
  cursor: z.string().optional().describe('`nextCursor` of the page before; carries its filters and order.'),
})
export type AppQuery = z.infer<typeof appQuerySchema>
export type AppQueryInput = z.input<typeof appQuerySchema>

/** The statuses a query lists: those it names; without any, the ones that can be served. */
export function listedStatuses(query: AppQuery): readonly AppStatus[] {
  return query.status !== undefined && query.status.length > 0 ? query.status : ['active', 'invalid']
}
