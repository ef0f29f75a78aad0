import type { TokenRecord } from '../access/token.js'
import type { TokenStore } from '../access/token-store.js'
import { compareText } from '../catalog/compare-text.js'
import { WaybillError } from '../error/waybill-error.js'
import type { Timestamp } from '../id/timestamp.js'
import { MemoryTable } from './memory-table.js'

/** Keeps tokens in memory. */
export class MemoryTokenStore implements TokenStore {
  readonly #tokens = new MemoryTable<string, TokenRecord>()

  async insert(token: TokenRecord): Promise<void> {
    if (this.#tokens.values().some(({ name, revokedAt }) => name === token.name && revokedAt === null))
      throw new WaybillError('NAME_TAKEN', 'Another token has this name.')
    this.#tokens.set(token.id, { ...token })
  }

  async list(): Promise<readonly TokenRecord[]> {
    return this.#tokens.values().sort((one, other) => compareText(other.id, one.id))
  }

  async findByHash(hash: string): Promise<TokenRecord | undefined> {
    return this.#tokens.values().find(token => token.hash === hash)
  }

  async revoke(idOrName: string, at: Timestamp): Promise<TokenRecord | undefined> {
    const holding = this.#tokens.values().filter(({ revokedAt }) => revokedAt === null)
    const token = holding.find(({ id }) => id === idOrName) ?? holding.find(({ name }) => name === idOrName)
    if (token === undefined) return undefined
    const revoked = { ...token, revokedAt: at }
    this.#tokens.set(token.id, revoked)
    return revoked
  }

  async touch(id: string, at: Timestamp): Promise<void> {
    const token = this.#tokens.get(id)
    if (token === undefined || (token.lastUsedAt !== null && token.lastUsedAt >= at)) return
    this.#tokens.set(id, { ...token, lastUsedAt: at })
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    return this.#tokens.snapshot()
  }
}
