import { z } from 'zod'
import { durationSchema } from '../id/duration.js'
import { timestampSchema } from '../id/timestamp.js'
import { roleSchema } from './principal.js'

/** Names stand in events, log lines and tables: nothing in them needs quotes. */
const tokenNameSchema = z
  .string()
  .regex(/^[\w.@:/-]{1,100}$/, 'has to be 1 to 100 letters, digits, or one of . _ - @ : /')

/** A token as it is shown: never its secret. */
export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: tokenNameSchema.describe(
      'Stands as `actor` in what is done with it; unique among those that hold.',
    ),
    role: roleSchema,
    prefix: z.string().describe('The first characters of its secret, to tell it by.'),
    createdBy: z.string().nullable(),
    createdAt: timestampSchema,
    expiresAt: timestampSchema.nullable().describe('From then on it is refused; null: never.'),
    lastUsedAt: timestampSchema.nullable().describe('To the minute.'),
    revokedAt: timestampSchema.nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof tokenSchema>

/** A token as it is stored: with the SHA-256 of its secret, in hexadecimal. */
export interface TokenRecord extends Token {
  readonly hash: string
}

export const tokenListSchema = z.object({ items: z.array(tokenSchema) }).meta({ id: 'TokenList' })

/** A token right after it was made: the one time its secret is told. */
export const createdTokenSchema = tokenSchema
  .extend({ secret: z.string().describe('To be sent as `Authorization: Bearer …`. It is not shown again.') })
  .meta({ id: 'CreatedToken' })
export type CreatedToken = z.infer<typeof createdTokenSchema>

export const createTokenSchema = z.object({
  name: tokenNameSchema,
  role: roleSchema.default('viewer'),
  ttl: durationSchema.nullable().default('90d').describe('How long it holds; null: for ever.'),
})
export type CreateTokenInput = z.input<typeof createTokenSchema> & { readonly actor?: string }
