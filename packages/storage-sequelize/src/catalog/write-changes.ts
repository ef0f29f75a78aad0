import type { AppChange, SyncReport } from '@waybill/core'
import { type Statement, storableJson } from '../database/statement.js'

/** What every change of one sync is written with. */
export interface ChangeContext {
  readonly report: SyncReport
  /** The version that holds the result. */
  readonly version: number
}

/**
 * Writes apps and, for those with a new manifest, their next revision. The rows travel as one JSON value, which
 * costs Node and PostgreSQL together less than arrays or values.
 */
export function writeChanges(changes: readonly AppChange[], { report, version }: ChangeContext): Statement {
  return {
    text: `
      WITH change AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS change (
          id uuid, slug text, folder text, status text, fingerprint text, content_hash text,
          diagnostics_hash text, errors int, warnings int, file text, manifest jsonb, app_name text, owner text,
          search_text text, diagnostics jsonb
        )
      ), written AS (
        INSERT INTO apps AS app (
          id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file,
          revision, app_name, owner, search_text, sync_id, diagnostics, created_at, updated_at, removed_at
        )
        SELECT id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings, file,
          CASE WHEN manifest IS NOT NULL THEN 1 END, app_name, owner, search_text, $3, diagnostics,
          $4, $4, CASE WHEN status = 'removed' THEN $4::timestamptz END
        FROM change
        ON CONFLICT (id) DO UPDATE SET
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
          removed_at = excluded.removed_at
        RETURNING id, revision
      )
      INSERT INTO app_revisions (
        app_id, number, content_hash, manifest, commit, sync_id, catalog_version, created_at
      )
      SELECT id, written.revision, change.content_hash, change.manifest, $2, $3, $5, $4
      FROM written JOIN change USING (id)
      WHERE change.manifest IS NOT NULL`,
    values: [
      storableJson(changes.map(toRow)),
      report.source.commit,
      report.id,
      report.endedAt ?? report.startedAt,
      version,
    ],
  }
}

function toRow({ app }: AppChange) {
  // Without a hash there is nothing that a revision could be known by.
  const manifest = app.contentHash === null ? undefined : app.newManifest
  return {
    id: app.id,
    slug: app.slug,
    folder: app.folder,
    status: app.status,
    fingerprint: app.fingerprint,
    content_hash: app.contentHash,
    diagnostics_hash: app.diagnosticsHash,
    errors: app.errors,
    warnings: app.warnings,
    file: app.file,
    manifest,
    app_name: manifest?.appName ?? '',
    owner: manifest?.owner,
    search_text: `${manifest?.appName ?? ''}\n${manifest?.description ?? ''}`.toLowerCase(),
    diagnostics: app.diagnostics,
  }
}
