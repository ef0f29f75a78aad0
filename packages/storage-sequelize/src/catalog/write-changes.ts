import { type AppChange, type Manifest, revisionOrigin, type SyncReport } from '@waybill/core'
import { type RecordColumn, recordset } from '../database/recordset.js'
import { type Statement, storableJson } from '../database/statement.js'
import { knownAppColumns } from './known-app-columns.js'

/** What every change of one sync is written with. */
export interface ChangeContext {
  readonly report: SyncReport
  /** The version that holds the result. */
  readonly version: number
  /** None of the apps is in the catalog. @default false: some may be */
  readonly areNew?: boolean
}

const columns: readonly RecordColumn<AppChange>[] = [
  ...knownAppColumns,
  { name: 'file', type: 'text', of: ({ app }) => app.file },
  { name: 'manifest', type: 'jsonb', of: change => toJson(newManifestOf(change)) },
  { name: 'app_name', type: 'text', of: change => newManifestOf(change)?.appName ?? '' },
  { name: 'owner', type: 'text', of: change => newManifestOf(change)?.owner },
  { name: 'search_text', type: 'text', of: change => searchTextOf(newManifestOf(change)) },
  { name: 'diagnostics', type: 'jsonb', of: ({ app }) => toJson(app.diagnostics) },
]

const orUpdate = `ON CONFLICT (id) DO UPDATE SET
          slug = excluded.slug,
          folder = excluded.folder,
          status = excluded.status,
          fingerprint = excluded.fingerprint,
          content_hash = excluded.content_hash,
          diagnostics_hash = excluded.diagnostics_hash,
          errors = excluded.errors,
          warnings = excluded.warnings,
          file = excluded.file,
          -- A number in the row to be inserted says that there is a new manifest.
          revision = CASE WHEN excluded.revision IS NULL THEN app.revision ELSE coalesce(app.revision, 0) + 1 END,
          app_name = CASE WHEN excluded.revision IS NULL THEN app.app_name ELSE excluded.app_name END,
          owner = CASE WHEN excluded.revision IS NULL THEN app.owner ELSE excluded.owner END,
          search_text = CASE WHEN excluded.revision IS NULL THEN app.search_text ELSE excluded.search_text END,
          sync_id = excluded.sync_id,
          diagnostics = coalesce(excluded.diagnostics, app.diagnostics),
          updated_at = excluded.updated_at,
          removed_at = excluded.removed_at`

/** Writes apps and, for those with a new manifest, their next revision. */
export function writeChanges(
  changes: readonly AppChange[],
  { report, version, areNew = false }: ChangeContext,
): Statement {
  const rows = recordset(columns, changes)
  const place = (index: number) => `$${rows.values.length + index}`
  const [syncId, at, number, commit, repository, prefix] = [1, 2, 3, 4, 5, 6].map(place)
  const origin = revisionOrigin(report.source, '')
  return {
    text: `
      WITH change AS MATERIALIZED (SELECT * FROM ${rows.source} AS change),
      written AS (
        INSERT INTO apps AS app (
          id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file,
          revision, app_name, owner, search_text, sync_id, diagnostics, created_at, updated_at, removed_at
        )
        SELECT id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file,
          CASE WHEN manifest IS NOT NULL THEN 1 END, app_name, owner, search_text, ${syncId}, diagnostics,
          ${at}, ${at}, CASE WHEN status = 'removed' THEN ${at}::timestamptz END
        FROM change
        ${areNew ? '' : orUpdate}
        RETURNING id, revision
      )
      INSERT INTO app_revisions (
        app_id, number, content_hash, manifest, commit, repository, path, sync_id, catalog_version, created_at
      )
      SELECT id, written.revision, change.content_hash, change.manifest, ${commit}::text, ${repository}::text,
        ${prefix}::text || change.file, ${syncId}, ${number}, ${at}
      FROM written JOIN change USING (id)
      WHERE change.manifest IS NOT NULL`,
    values: [
      ...rows.values,
      report.id,
      report.endedAt ?? report.startedAt,
      version,
      origin.commit,
      origin.repository,
      origin.path,
    ],
  }
}

/** Without a hash there is nothing that a revision could be known by. */
function newManifestOf({ app }: AppChange): Manifest | undefined {
  return app.contentHash === null ? undefined : app.newManifest
}

function searchTextOf(manifest: Manifest | undefined): string {
  return `${manifest?.appName ?? ''}\n${manifest?.description ?? ''}`.toLowerCase()
}

function toJson(value: object | undefined): string | undefined {
  return value === undefined ? undefined : storableJson(value)
}
