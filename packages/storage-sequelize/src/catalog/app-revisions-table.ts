import type { Manifest, Revision } from '@waybill/core'
import { DataTypes } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'

/** Every manifest that was ever good, numbered per app. */
export const appRevisionsTable: TableDefinition = {
  name: 'app_revisions',
  columns: {
    app_id: required(DataTypes.UUID, { primaryKey: true }),
    number: required(DataTypes.INTEGER, { primaryKey: true }),
    content_hash: required(DataTypes.TEXT),
    manifest: required(DataTypes.JSONB),
    commit: optional(DataTypes.TEXT),
    repository: optional(DataTypes.TEXT),
    path: optional(DataTypes.TEXT),
    sync_id: required(DataTypes.UUID),
    catalog_version: required(DataTypes.INTEGER),
    created_at: required(DataTypes.DATE),
  },
}

export interface AppRevisionRow {
  readonly app_id: Revision['appId']
  readonly number: number
  readonly content_hash: string
  readonly manifest: Manifest
  readonly commit: string | null
  readonly repository: string | null
  readonly path: string | null
  readonly sync_id: Revision['syncId']
  readonly catalog_version: number
  readonly created_at: Date
}

export function toRevision(row: AppRevisionRow): Revision {
  return {
    appId: row.app_id,
    number: row.number,
    contentHash: row.content_hash,
    manifest: row.manifest,
    commit: row.commit,
    repository: row.repository,
    path: row.path,
    syncId: row.sync_id,
    catalogVersion: row.catalog_version,
    createdAt: row.created_at.toISOString(),
  }
}
