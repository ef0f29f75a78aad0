import { createdTokenSchema, createTokenSchema, tokenListSchema, tokenSchema } from '@waybill/core'
import { z } from 'zod'
import { ok } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import { json } from './json-content.js'

const tag = 'Access'

const listTokens = route({
  method: 'GET',
  path: '/api/v1/tokens',
  role: 'admin',
  operationId: 'listTokens',
  tag,
  summary: 'List tokens',
  description: 'Newest first, also those that hold no more; never their secrets.',
  responses: { 200: { description: 'All of them.', content: json(tokenListSchema) } },
  handler: async (_request, { waybill }) => ok({ items: await waybill.tokens.list() }),
})

const createToken = route({
  method: 'POST',
  path: '/api/v1/tokens',
  role: 'admin',
  operationId: 'createToken',
  tag,
  summary: 'Create a token',
  description: 'Its `secret` is told in this answer alone.',
  body: {
    kind: 'json',
    schema: createTokenSchema.strict().meta({ id: 'CreateToken' }),
    required: true,
    description: 'What to make.',
    examples: {
      shortest: { name: 'dashboard' },
      ci: { name: 'ci', role: 'operator', ttl: '30d' },
    },
  },
  responses: { 201: { description: 'It holds from now on.', content: json(createdTokenSchema) } },
  errors: ['NAME_TAKEN'],
  handler: async ({ body, actor }, { waybill }) => ({
    status: 201,
    json: await waybill.tokens.create({ ...body, actor }),
  }),
})

const revokeToken = route({
  method: 'DELETE',
  path: '/api/v1/tokens/{token_id}',
  role: 'admin',
  operationId: 'revokeToken',
  tag,
  summary: 'Revoke a token',
  params: z.object({ token_id: z.string().describe('Id or name of the token.') }),
  responses: { 200: { description: 'It is refused from now on.', content: json(tokenSchema) } },
  errors: ['TOKEN_NOT_FOUND'],
  handler: async ({ params, actor }, { waybill }) =>
    ok(await waybill.tokens.revoke(params.token_id, { actor })),
})

/** Who may use the API. */
export const tokenRoutes: readonly Route[] = [listTokens, createToken, revokeToken]
