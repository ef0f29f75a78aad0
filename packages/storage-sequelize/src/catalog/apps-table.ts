import type { App, Manifest } from '@waybill/core'
import { DataTypes, Op } from 'sequelize'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toTimestamp } from '../schema/timestamp-column.js'

/** Every app that ever was. What is served of it is its newest revision. */
export const appsTable: TableDefinition = {
  name: 'apps',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    slug: required(DataTypes.TEXT),
    folder: required(DataTypes.TEXT),
    status: required(DataTypes.TEXT),
    fingerprint: required(DataTypes.TEXT),
    content_hash: optional(DataTypes.TEXT),
    diagnostics_hash: required(DataTypes.TEXT),
    errors: required(DataTypes.INTEGER),
    warnings: required(DataTypes.INTEGER),
    file: required(DataTypes.TEXT),
    revision: optional(DataTypes.INTEGER),
    // What lists sort by; empty without a manifest.
    app_name: required(DataTypes.TEXT),
    owner: optional(DataTypes.TEXT),
    // Name and description in lower case, as JavaScript makes it: a database's `lower` depends on its locale.
    search_text: required(DataTypes.TEXT),
    sync_id: required(DataTypes.UUID),
    // NULL for none.
    diagnostics: optional(DataTypes.JSONB),
    created_at: required(DataTypes.DATE),
    updated_at: required(DataTypes.DATE),
    removed_at: optional(DataTypes.DATE),
  },
  indexes: [
    { name: 'apps_slug', fields: ['slug'], unique: true, where: { status: { [Op.ne]: 'removed' } } },
    { name: 'apps_removed_slug', fields: ['slug', 'removed_at'], where: { status: 'removed' } },
  ],
}

/** An app with what its newest revision says, as {@link appColumns} and {@link appSources} give it. */
export interface AppRow {
  readonly id: App['id']
  readonly slug: string
  readonly status: App['status']
  readonly content_hash: string | null
  readonly file: string
  readonly revision: number | null
  readonly manifest: Manifest | null
  readonly commit: string | null
  readonly sync_id: App['source']['syncId']
  readonly diagnostics: App['diagnostics'] | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly removed_at: Date | null
}

export const appColumns = `
  apps.id, apps.slug, apps.status, apps.content_hash, apps.file, apps.revision, served.manifest, served.commit,
  apps.sync_id, apps.diagnostics, apps.created_at, apps.updated_at, apps.removed_at`

/** PostgreSQL leaves the join out where nothing is asked of it. */
export const appSources = `
  apps LEFT JOIN app_revisions AS served ON served.app_id = apps.id AND served.number = apps.revision`

export function toApp(row: AppRow): App {
  const { manifest } = row
  return {
    id: row.id,
    slug: row.slug,
    appName: manifest?.appName ?? null,
    description: manifest?.description ?? null,
    components: manifest?.components ?? [],
    status: row.status,
    owner: manifest?.owner ?? null,
    tags: manifest?.tags ?? [],
    links: manifest?.links ?? [],
    annotations: manifest?.annotations ?? {},
    revision: row.revision,
    source: { file: row.file, commit: row.commit, contentHash: row.content_hash, syncId: row.sync_id },
    diagnostics: row.diagnostics ?? [],
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    removedAt: toTimestamp(row.removed_at),
  }
}
