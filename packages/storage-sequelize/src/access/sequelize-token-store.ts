import type { Timestamp, TokenRecord, TokenStore } from '@waybill/core'
import type { Session } from '../database/session.js'
import type { Table } from '../schema/table.js'
import { type TokenRow, toToken, toTokenRow } from './tokens-table.js'

const columns =
  'id, name, role, prefix, hash, created_by, created_at, expires_at, last_used_at, revoked_at' as const

/** Keeps tokens in the table `tokens`. */
export class SequelizeTokenStore implements TokenStore {
  readonly #session: Session
  readonly #tokens: Table<TokenRow>

  constructor(session: Session, tokens: Table<TokenRow>) {
    this.#session = session
    this.#tokens = tokens
  }

  async insert(token: TokenRecord): Promise<void> {
    await this.#tokens.insert(this.#session, toTokenRow(token))
  }

  async list(): Promise<readonly TokenRecord[]> {
    return (await this.#tokens.select(this.#session, { order: [['id', 'DESC']] })).map(toToken)
  }

  async findByHash(hash: string): Promise<TokenRecord | undefined> {
    const [row] = await this.#session.query<TokenRow>({
      name: 'find_token',
      text: `SELECT ${columns} FROM tokens WHERE hash = $1`,
      values: [hash],
    })
    return row === undefined ? undefined : toToken(row)
  }

  async revoke(idOrName: string, at: Timestamp): Promise<TokenRecord | undefined> {
    const [row] = await this.#session.query<TokenRow>({
      text: `
        UPDATE tokens SET revoked_at = $2
        WHERE id = (
          SELECT id FROM tokens WHERE (id::text = $1 OR name = $1) AND revoked_at IS NULL
          ORDER BY id::text = $1 DESC LIMIT 1 FOR UPDATE
        ) AND revoked_at IS NULL
        RETURNING ${columns}`,
      values: [idOrName, at],
    })
    return row === undefined ? undefined : toToken(row)
  }

  async touch(id: string, at: Timestamp): Promise<void> {
    await this.#session.query({
      text: 'UPDATE tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)',
      values: [id, at],
    })
  }
}
