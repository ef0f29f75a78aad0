import type { AppChange } from '@waybill/core'
import { type Statement, storableJson } from '../database/statement.js'

/** Writes what the next sync has to know of apps of which nothing changed that a reader sees. */
export function writeTouched(changes: readonly AppChange[]): Statement {
  const rows = changes.map(({ app }) => ({
    id: app.id,
    slug: app.slug,
    folder: app.folder,
    status: app.status,
    fingerprint: app.fingerprint,
    content_hash: app.contentHash,
    diagnostics_hash: app.diagnosticsHash,
    errors: app.errors,
    warnings: app.warnings,
  }))
  return {
    text: `
      UPDATE apps SET
        slug = change.slug,
        folder = change.folder,
        status = change.status,
        fingerprint = change.fingerprint,
        content_hash = change.content_hash,
        diagnostics_hash = change.diagnostics_hash,
        errors = change.errors,
        warnings = change.warnings
      FROM jsonb_to_recordset($1::jsonb) AS change (
        id uuid, slug text, folder text, status text, fingerprint text, content_hash text,
        diagnostics_hash text, errors int, warnings int
      )
      WHERE apps.id = change.id`,
    values: [storableJson(rows)],
  }
}
