import type { TokenRecord } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toDate, toTimestamp } from '../schema/timestamp-column.js'

/** Tokens; of their secrets only what SHA-256 makes of them. */
export const tokensTable: TableDefinition = {
  name: 'tokens',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    name: required(DataTypes.TEXT),
    role: required(DataTypes.TEXT),
    prefix: required(DataTypes.TEXT),
    hash: required(DataTypes.TEXT),
    created_by: optional(DataTypes.TEXT),
    created_at: required(DataTypes.DATE),
    expires_at: optional(DataTypes.DATE),
    last_used_at: optional(DataTypes.DATE),
    revoked_at: optional(DataTypes.DATE),
  },
  indexes: [
    { name: 'tokens_hash', fields: ['hash'], unique: true },
    { name: 'tokens_name', fields: ['name'], unique: true, where: { revoked_at: null } },
  ],
}

export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly role: TokenRecord['role']
  readonly prefix: string
  readonly hash: string
  readonly created_by: string | null
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

export function toToken(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    hash: row.hash,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: toTimestamp(row.expires_at),
    lastUsedAt: toTimestamp(row.last_used_at),
    revokedAt: toTimestamp(row.revoked_at),
  }
}

export function toTokenRow(token: TokenRecord): TokenRow {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    prefix: token.prefix,
    hash: token.hash,
    created_by: token.createdBy,
    created_at: new Date(token.createdAt),
    expires_at: toDate(token.expiresAt),
    last_used_at: toDate(token.lastUsedAt),
    revoked_at: toDate(token.revokedAt),
  }
}
