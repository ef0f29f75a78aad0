import { type Waybill, WaybillError } from '@waybill/core'
import { makeCatalogApi } from './api/catalog-api.js'
import { makeEventsApi } from './api/events-api.js'
import { readHealth } from './api/health.js'
import { makeRunsApi } from './api/runs-api.js'
import { makeTemplatesApi } from './api/templates-api.js'
import { makeTokensApi } from './api/tokens-api.js'
import { makeWebhooksApi } from './api/webhooks-api.js'
import { makeWorkspacesApi } from './api/workspaces-api.js'
import type { ClientOptions } from './client-options.js'
import { makeHttp } from './http/http.js'
import type { Patience } from './stream/resume.js'

/**
 * Makes a Waybill of a server: the same interface, the same error codes. Nothing is asked of the server before the
 * first call. Who does something is what the server makes of the token: an `actor` in a call is ignored.
 * @throws WaybillError `CONFIG_INVALID` when `url` is no HTTP address; calls throw `SERVER_UNAVAILABLE` when nobody
 * answers there, and `UNEXPECTED_ANSWER` when what answers is no Waybill that this client knows
 */
export function createClient(options: ClientOptions): Waybill {
  const closing = new AbortController()
  const http = makeHttp(options, closing.signal)
  const patience: Patience = {
    reconnectForMs: options.reconnectForMs ?? 120_000,
    silenceMs: options.silenceMs ?? 45_000,
  }
  const close = async (): Promise<void> => closing.abort(new WaybillError('CLOSED', 'The client is closed.'))
  return {
    catalog: makeCatalogApi(http),
    workspaces: makeWorkspacesApi(http),
    runs: makeRunsApi(http, patience),
    templates: makeTemplatesApi(http),
    events: makeEventsApi(http, patience),
    tokens: makeTokensApi(http),
    webhooks: makeWebhooksApi(http),
    health: () => readHealth(http),
    close,
    [Symbol.asyncDispose]: close,
  }
}
