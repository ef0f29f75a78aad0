import { z } from 'zod'

/** As clients may choose it (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKeySchema = z
  .string()
  .max(255)
  .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without spaces')
  .optional()
  .describe(
    'The same request with the same key, within a day, is not done again: it gets the same answer, with `Idempotency-Replayed: true`.',
  )
