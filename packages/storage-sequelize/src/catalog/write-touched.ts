import type { AppChange } from '@waybill/core'
import { recordset } from '../database/recordset.js'
import type { Statement } from '../database/statement.js'
import { knownAppColumns } from './known-app-columns.js'

/** Writes what the next sync has to know of apps of which nothing changed that a reader sees. */
export function writeTouched(changes: readonly AppChange[]): Statement {
  const { source, values } = recordset(knownAppColumns, changes)
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
      FROM ${source} AS change
      WHERE apps.id = change.id`,
    values,
  }
}
