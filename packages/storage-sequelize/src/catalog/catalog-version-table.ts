import type { CatalogVersion } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toTimestamp } from '../schema/timestamp-column.js'

/** One row: the version of the catalog. */
export const catalogVersionTable: TableDefinition = {
  name: 'catalog_version',
  columns: {
    id: required(DataTypes.SMALLINT, { primaryKey: true }),
    number: required(DataTypes.INTEGER),
    changed_at: optional(DataTypes.DATE),
  },
}

export interface CatalogVersionRow {
  readonly number: number
  readonly changed_at: Date | null
}

export function toCatalogVersion(row: CatalogVersionRow): CatalogVersion {
  return { number: row.number, changedAt: toTimestamp(row.changed_at) }
}
