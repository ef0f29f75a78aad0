import type { Timestamp } from '../id/timestamp.js'
import type { TokenRecord } from './token.js'

/** Keeps tokens. */
export interface TokenStore {
  /** @throws WaybillError `NAME_TAKEN` when one that is not revoked has the name */
  insert(token: TokenRecord): Promise<void>
  /** All of them, newest first. */
  list(): Promise<readonly TokenRecord[]>
  /** By the SHA-256 of its secret, revoked or not. */
  findByHash(hash: string): Promise<TokenRecord | undefined>
  /** Revokes the one with this id, or the name of one that is not revoked; undefined when there is none to revoke. */
  revoke(idOrName: string, at: Timestamp): Promise<TokenRecord | undefined>
  /** Notes that it was used; an earlier time than the one noted changes nothing. */
  touch(id: string, at: Timestamp): Promise<void>
}
