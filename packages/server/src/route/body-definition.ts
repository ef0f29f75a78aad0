import type { z } from 'zod'

/**
 * The body of a request. `json`: parsed, then checked by `schema`. `text`: handed on as it is, whatever its
 * media type is, because judging it is what the route is for.
 */
export interface BodyDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'json' | 'text'
  readonly schema: Schema
  readonly required: boolean
  readonly description: string
  /** Requests to try, by name; each has to pass the schema. */
  readonly examples: Readonly<Record<string, unknown>>
}

/** Media types per kind of body. */
export const bodyTypes = {
  json: ['application/json'],
  text: ['application/json', 'text/plain'],
} as const satisfies Record<BodyDefinition['kind'], readonly string[]>
