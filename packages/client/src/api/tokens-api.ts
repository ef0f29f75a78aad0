import { createdTokenSchema, type TokensApi, tokenListSchema, tokenSchema } from '@waybill/core'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'

const path = 'api/v1/tokens'

/** The tokens of a server. */
export function makeTokensApi(http: Http): TokensApi {
  return {
    list: async () => (await http.read(tokenListSchema, { method: 'GET', path })).items,
    create: async ({ actor: _actor, ...json }) =>
      http.read(createdTokenSchema, { method: 'POST', path, json }),
    revoke: async idOrName =>
      http.read(tokenSchema, { method: 'DELETE', path: buildPath(path, idOrName, 'TOKEN_NOT_FOUND') }),
  }
}
