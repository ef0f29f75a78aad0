import type { AppChange } from '@waybill/core'
import type { RecordColumn } from '../database/recordset.js'

/** What a sync has to know of an app, as every change writes it. */
export const knownAppColumns: readonly RecordColumn<AppChange>[] = [
  { name: 'id', type: 'uuid', of: ({ app }) => app.id },
  { name: 'slug', type: 'text', of: ({ app }) => app.slug },
  { name: 'folder', type: 'text', of: ({ app }) => app.folder },
  { name: 'status', type: 'text', of: ({ app }) => app.status },
  { name: 'fingerprint', type: 'text', of: ({ app }) => app.fingerprint },
  { name: 'content_hash', type: 'text', of: ({ app }) => app.contentHash },
  { name: 'diagnostics_hash', type: 'text', of: ({ app }) => app.diagnosticsHash },
  { name: 'errors', type: 'int', of: ({ app }) => String(app.errors) },
  { name: 'warnings', type: 'int', of: ({ app }) => String(app.warnings) },
]
