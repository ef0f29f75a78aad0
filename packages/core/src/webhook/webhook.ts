import { z } from 'zod'
import { eventTypes } from '../event/event.js'
import { durationSchema, parseDurationMs } from '../id/duration.js'
import { timestampSchema } from '../id/timestamp.js'

const groups = [...new Set(eventTypes.map(type => `${type.split('.')[0]}.*` as const))]

/** What a webhook hears: types of events, whole groups (`run.*`), or all (`*`). */
const eventPatternSchema = z.enum(['*', ...groups, ...eventTypes])

const urlSchema = z
  .url({ protocol: /^https?$/, error: 'has to be a URL such as `https://hooks.example/waybill`' })
  .max(2000)
  .refine(text => !/^https?:\/\/[^/?#]*@/i.test(text), 'may not hold a user or a password')

/** A subscription to the change feed; its secret is told once. */
export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: urlSchema,
    events: z.array(eventPatternSchema).min(1).max(100),
    active: z.boolean(),
    disabledReason: z.string().nullable().describe('Why Waybill itself stopped sending.'),
    failingSince: timestampSchema.nullable().describe('When the first of the failures in a row was.'),
    cursor: z.int().describe('Number of the last event that was looked at.'),
    previousSecretExpiresAt: timestampSchema
      .nullable()
      .describe('Until when the secret before this one signs as well; null where none does.'),
    createdBy: z.string().nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof webhookSchema>

/** What signs the messages of a webhook; each is `whsec_` and base64. */
export interface WebhookSecrets {
  readonly secret: string
  /** The one before, which signs as well until `previousSecretExpiresAt`. */
  readonly previousSecret: string | null
}

/** A webhook as it is stored. */
export interface WebhookRecord extends Webhook, WebhookSecrets {}

export const webhookListSchema = z.object({ items: z.array(webhookSchema) }).meta({ id: 'WebhookList' })

export const createdWebhookSchema = webhookSchema
  .extend({ secret: z.string().describe('Signs what is sent (Standard Webhooks). It is not shown again.') })
  .meta({ id: 'CreatedWebhook' })
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>

export const createWebhookSchema = z.object({
  url: urlSchema,
  events: webhookSchema.shape.events
    .default(['*'])
    .describe('Types, groups such as `run.*`, or `*` for all.'),
})
export type CreateWebhookInput = z.input<typeof createWebhookSchema> & { readonly actor?: string }

export const patchWebhookSchema = z.object({
  url: urlSchema.optional(),
  events: webhookSchema.shape.events.optional(),
  active: z.boolean().optional().describe('On again, it goes on with the events that it has not heard of.'),
})
export type PatchWebhookInput = z.input<typeof patchWebhookSchema> & { readonly actor?: string }

const mostOverlapMs = 30 * 24 * 60 * 60_000

export const rotateSecretSchema = z.object({
  overlap: durationSchema
    .refine(text => parseDurationMs(text) <= mostOverlapMs, 'has to be 30d at most')
    .nullable()
    .default('24h')
    .describe('How long the earlier secret signs as well; null: not at all, for one that leaked.'),
})
export type RotateSecretInput = z.input<typeof rotateSecretSchema> & { readonly actor?: string }

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const

/** One message of a webhook, with how it went. */
export const deliverySchema = z
  .object({
    id: z.uuid().describe('The `webhook-id` of the message: the same with each try, to tell it by.'),
    webhookId: z.uuid(),
    eventNumber: z.int().nullable().describe('Null for a test message.'),
    eventType: z.string(),
    status: z.enum(deliveryStatuses),
    attempts: z.int(),
    nextAttemptAt: timestampSchema.nullable(),
    responseStatus: z.int().nullable().describe('Of the last try; null where nobody answered.'),
    error: z.string().nullable().describe('What went wrong with the last try.'),
    durationMs: z.int().nullable(),
    createdAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type Delivery = z.infer<typeof deliverySchema>

export const deliveryQuerySchema = z.object({
  status: z.enum(deliveryStatuses).optional(),
  limit: z.int().min(1).max(1000).default(100).describe('Most deliveries of one page.'),
  cursor: z.string().optional().describe('`nextCursor` of the page before.'),
})
export type DeliveryQuery = z.infer<typeof deliveryQuerySchema>
export type DeliveryQueryInput = z.input<typeof deliveryQuerySchema>

export const deliveryPageSchema = z
  .object({ items: z.array(deliverySchema), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryPage' })
export type DeliveryPage = z.infer<typeof deliveryPageSchema>

/** Whether a webhook wants to hear of a type of event. */
export function hears({ events }: Pick<Webhook, 'events'>, type: string): boolean {
  return events.some(
    pattern =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )
}
