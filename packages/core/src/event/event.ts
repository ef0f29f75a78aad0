import { z } from 'zod'
import { timestampSchema } from '../id/timestamp.js'

/** Everything the change feed tells. */
export const eventTypes = [
  'app.added',
  'app.changed',
  'app.broken',
  'app.recovered',
  'app.moved',
  'app.removed',
  'app.restored',
  'sync.completed',
  'sync.held',
  'sync.failed',
  'workspace.created',
  'workspace.updated',
  'workspace.status',
  'workspace.expiring',
  'workspace.orphaned',
  'workspace.state_restored',
  'workspace.state_diverged',
  'workspace.state_chosen',
  'workspace.outputs_revealed',
  'run.created',
  'run.status',
  'run.cancel_requested',
  'run.approved',
  'token.created',
  'token.revoked',
  'webhook.created',
  'webhook.updated',
  'webhook.secret_rotated',
  'webhook.deleted',
  'webhook.disabled',
] as const
export const eventTypeSchema = z.enum(eventTypes)
export type EventType = z.infer<typeof eventTypeSchema>

/** One entry of the change feed, which is also the audit log. Numbers have no gaps and follow the order of commit. */
export const eventSchema = z
  .object({
    number: z.int().min(1),
    type: eventTypeSchema,
    at: timestampSchema,
    subject: z.object({
      kind: z.enum(['app', 'sync', 'workspace', 'run', 'token', 'webhook']),
      id: z.string(),
      name: z.string().nullable(),
    }),
    actor: z.string().nullable().describe('Who did it; null for Waybill itself.'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof eventSchema>

/** An event before it has its number. */
export type NewEvent = Omit<Event, 'number'>

export const eventQuerySchema = z.object({
  after: z.int().min(0).default(0).describe('Number of the last event seen.'),
  type: z.array(eventTypeSchema).optional().describe('Only of these types.'),
  subject: z.string().optional().describe('Only about what has this id or name.'),
  limit: z.int().min(1).max(1000).default(100).describe('Most events of one page.'),
})
export type EventQuery = z.infer<typeof eventQuerySchema>
export type EventQueryInput = z.input<typeof eventQuerySchema>

export const eventPageSchema = z
  .object({
    items: z.array(eventSchema),
    first: z.int().describe('Number of the oldest event that is kept.'),
    last: z.int().describe('Number of the newest event of all.'),
  })
  .meta({ id: 'EventPage' })
export type EventPage = z.infer<typeof eventPageSchema>
