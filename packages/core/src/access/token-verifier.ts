import { LRUCache } from 'lru-cache'
import { quote } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { EventStore } from '../event/event-store.js'
import type { Clock } from '../id/timestamp.js'
import type { Principal } from './principal.js'
import type { TokenRecord } from './token.js'
import { hashSecret, secretPrefix } from './token-secret.js'
import type { TokenStore } from './token-store.js'

/** How long an answer of the store is believed where no event says otherwise, in ms. */
const believedMs = 5000
/** Secrets whose answers are kept. */
const mostKept = 1000
/** Time between two notes of a token's use, in ms. */
const touchEveryMs = 60_000

/** What a verifier works with. */
export interface TokenVerifierOptions {
  readonly store: TokenStore
  /** The change feed, which tells of revoked tokens within milliseconds, also those of other processes. */
  readonly events: Pick<EventStore, 'subscribe'>
  readonly clock?: Clock
  /** Hears why the last use of a token could not be noted. */
  readonly onError?: (error: unknown) => void
}

/** Tells whose secret it is. */
export interface TokenVerifier extends AsyncDisposable {
  /**
   * Who a secret stands for; undefined when it is the secret of no token.
   * @throws WaybillError `UNAUTHENTICATED` for a token that holds no more; `STORAGE_UNAVAILABLE`
   */
  verify(secret: string): Promise<Principal | undefined>
  /** Callable twice. */
  close(): Promise<void>
}

/** Makes a verifier over a store. What it knows of a secret is forgotten with every event, and after 5 s. */
export async function makeTokenVerifier(options: TokenVerifierOptions): Promise<TokenVerifier> {
  const { store, events, clock = () => new Date(), onError = () => undefined } = options
  const perf = { now: () => clock().getTime() }
  const kept = new LRUCache<string, { readonly token: TokenRecord | undefined }>({
    max: mostKept,
    ttl: believedMs,
    ttlResolution: 0,
    perf,
  })
  const touched = new LRUCache<string, number>({ max: mostKept })
  let generation = 0
  const unsubscribe = await events.subscribe(() => {
    generation += 1
    kept.clear()
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= unsubscribe()
    return closed
  }

  async function find(secret: string): Promise<TokenRecord | undefined> {
    const hash = await hashSecret(secret)
    const known = kept.get(hash)
    if (known !== undefined) return known.token
    const asked = generation
    const token = await store.findByHash(hash)
    // An answer that an event has overtaken may be of before a revocation.
    if (asked === generation) kept.set(hash, { token })
    return token
  }

  function noteUse({ id, lastUsedAt }: TokenRecord, now: Date): void {
    const lastMs = touched.get(id) ?? (lastUsedAt === null ? 0 : Date.parse(lastUsedAt))
    if (now.getTime() - lastMs < touchEveryMs) return
    touched.set(id, now.getTime())
    // Off the hot path: nobody waits for it.
    store.touch(id, now.toISOString()).catch(onError)
  }

  return {
    async verify(secret) {
      if (!secret.startsWith(secretPrefix)) return undefined
      const now = clock()
      const token = await find(secret)
      if (token === undefined) return undefined
      requireHolding(token, now)
      noteUse(token, now)
      return { name: token.name, role: token.role }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Whoever has the secret may know what became of the token. */
function requireHolding({ name, revokedAt, expiresAt }: TokenRecord, now: Date): void {
  if (revokedAt !== null)
    throw new WaybillError('UNAUTHENTICATED', `The token ${quote(name)} was revoked on ${revokedAt}.`)
  if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
    throw new WaybillError('UNAUTHENTICATED', `The token ${quote(name)} expired on ${expiresAt}.`, {
      hint: 'Make a new one with `waybill token create`.',
    })
}
