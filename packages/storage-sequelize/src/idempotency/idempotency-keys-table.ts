import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'

/** Answers by the keys that clients gave to their requests; without one while somebody is about to answer. */
export const idempotencyKeysTable: TableDefinition = {
  name: 'idempotency_keys',
  columns: {
    scope: required(DataTypes.TEXT, { primaryKey: true }),
    key: required(DataTypes.TEXT, { primaryKey: true }),
    fingerprint: required(DataTypes.TEXT),
    holder: required(DataTypes.TEXT),
    locked_until: required(DataTypes.DATE),
    expires_at: required(DataTypes.DATE),
    answer: optional(DataTypes.JSONB),
  },
  indexes: [{ name: 'idempotency_keys_expires_at', fields: ['expires_at'] }],
}
