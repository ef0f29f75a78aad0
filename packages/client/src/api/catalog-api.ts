import {
  appPageSchema,
  appSchema,
  type CatalogApi,
  catalogVersionSchema,
  diagnosticSchema,
  parseManifest,
  revisionSchema,
  syncReportSchema,
} from '@waybill/core'
import { z } from 'zod'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'

const path = 'api/v1/catalog'

/** The apps of a server. */
export function makeCatalogApi(http: Http): CatalogApi {
  const appPath = (slug: string) => buildPath(path, slug, 'APP_NOT_FOUND')
  return {
    sync: async ({ actor: _actor, changed: _changed, signal, ...options } = {}) =>
      http.read(syncReportSchema, {
        method: 'POST',
        path: `${path}/sync`,
        json: options,
        signal,
        patient: true,
      }),
    startSync: async ({ force } = {}) =>
      http.read(syncReportSchema, {
        method: 'POST',
        path: `${path}/sync`,
        json: { force },
        headers: { Prefer: 'respond-async' },
      }),
    version: async () => http.read(catalogVersionSchema, { method: 'GET', path: 'api/v1/catalog-version' }),
    list: async (query = {}) => http.read(appPageSchema, { method: 'GET', path, query }),
    get: async slug => http.read(appSchema, { method: 'GET', path: appPath(slug) }),
    revisions: async slug =>
      (await http.read(listOf(revisionSchema), { method: 'GET', path: `${appPath(slug)}/revisions` })).items,
    diagnostics: async () =>
      (await http.read(listOf(diagnosticSchema), { method: 'GET', path: `${path}/diagnostics` })).items,
    // Needs nothing that only the server has.
    validate(text) {
      const { ok, diagnostics } = parseManifest(text)
      return { valid: ok, diagnostics }
    },
    syncs: async () =>
      (await http.read(listOf(syncReportSchema), { method: 'GET', path: `${path}/syncs` })).items,
    getSync: async id =>
      http.read(syncReportSchema, { method: 'GET', path: buildPath(`${path}/syncs`, id, 'SYNC_NOT_FOUND') }),
  }
}

function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ items: z.array(schema) })
}
