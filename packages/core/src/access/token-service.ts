import { v7 } from 'uuid'
import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import type { NewEvent } from '../event/event.js'
import { parseDurationMs } from '../id/duration.js'
import type { Clock, Timestamp } from '../id/timestamp.js'
import type { Storage } from '../storage/storage.js'
import type { TokensApi } from '../waybill.js'
import { createTokenSchema, type Token, type TokenRecord } from './token.js'
import { hashSecret, makeSecret, prefixOf } from './token-secret.js'

/** What the tokens' service works with. */
export interface TokensDeps {
  readonly storage: Pick<Storage, 'tokens' | 'transaction'>
  readonly clock: Clock
}

/** Makes, lists and revokes tokens; each change is an event. */
export function makeTokens({ storage, clock }: TokensDeps): TokensApi {
  return {
    list: async () => (await storage.tokens.list()).map(toToken),
    async create({ actor = null, ...input }) {
      const { name, role, ttl } = parseInput(createTokenSchema, input, 'the token')
      const at = clock()
      const secret = makeSecret()
      const record: TokenRecord = {
        id: v7({ msecs: at.getTime() }),
        name,
        role,
        prefix: prefixOf(secret),
        hash: await hashSecret(secret),
        createdBy: actor,
        createdAt: at.toISOString(),
        expiresAt: ttl === null ? null : new Date(at.getTime() + parseDurationMs(ttl)).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
      }
      await storage.transaction(async ({ tokens, events }) => {
        await tokens.insert(record)
        await events.append([buildTokenEvent('token.created', record, { at: record.createdAt, actor })])
      })
      return { ...toToken(record), secret }
    },
    async revoke(idOrName, { actor = null } = {}) {
      const at = clock().toISOString()
      return storage.transaction(async ({ tokens, events }) => {
        const revoked = await tokens.revoke(idOrName, at)
        if (revoked === undefined)
          throw new WaybillError('TOKEN_NOT_FOUND', `There is no token ${quote(idOrName)} that holds.`)
        await events.append([buildTokenEvent('token.revoked', revoked, { at, actor })])
        return toToken(revoked)
      })
    },
  }
}

function toToken({ hash: _hash, ...token }: TokenRecord): Token {
  return token
}

function buildTokenEvent(
  type: 'token.created' | 'token.revoked',
  { id, name, role, prefix, expiresAt }: TokenRecord,
  { at, actor }: { readonly at: Timestamp; readonly actor: string | null },
): NewEvent {
  return { type, at, subject: { kind: 'token', id, name }, actor, data: { role, prefix, expiresAt } }
}
