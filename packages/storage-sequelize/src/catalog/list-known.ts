import type { KnownApp } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** The catalog as a sync has to know it, of one snapshot: the apps come as one array per app, in one JSON value. */
export const listKnown: Statement = {
  name: 'list_known',
  text: `
    SELECT number AS version, (
      SELECT json_agg(json_build_array(
        id, slug, folder, status, fingerprint, content_hash, diagnostics_hash, errors, warnings
      )) FROM apps
    ) AS apps
    FROM catalog_version`,
}

export type KnownAppValues = readonly [
  id: KnownApp['id'],
  slug: string,
  folder: string,
  status: KnownApp['status'],
  fingerprint: string,
  contentHash: string | null,
  diagnosticsHash: string,
  errors: number,
  warnings: number,
]

export function toKnownApp(values: KnownAppValues): KnownApp {
  const [id, slug, folder, status, fingerprint, contentHash, diagnosticsHash, errors, warnings] = values
  return { id, slug, folder, status, fingerprint, contentHash, diagnosticsHash, errors, warnings }
}
