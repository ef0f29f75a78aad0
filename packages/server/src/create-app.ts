import Router from '@koa/router'
import Koa from 'koa'
import type { Authenticate } from './auth/authenticate.js'
import { makeAuthorize } from './auth/authorize.js'
import { makeRateLimit } from './auth/rate-limit.js'
import { listPages } from './docs/list-pages.js'
import { registerPages } from './docs/register-pages.js'
import { answerProblems } from './http/answer-problems.js'
import { makeBodyTextReader } from './http/body-text.js'
import { makeHostCheck } from './http/check-host.js'
import { checkPath } from './http/check-path.js'
import { allowOrigins, makeOriginCheck } from './http/origins.js'
import { checkRequests } from './http/request-check.js'
import { logRequests, type RequestLogEntry } from './http/request-log.js'
import type { RequestState } from './http/request-state.js'
import { setSecurityHeaders } from './http/security-headers.js'
import { refuseUnknown } from './http/unknown-route.js'
import { makeRouting } from './route/make-routing.js'
import type { RouteDeps } from './route/route-deps.js'
import { apiRoutes } from './routes/api-routes.js'

/** What the application needs to know beside what its handlers work with. */
export interface AppOptions {
  readonly host: string
  readonly debug: boolean
  readonly bodyLimitBytes: number
  readonly allowedHosts: readonly string[]
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: number
  readonly authenticate: Authenticate | undefined
  readonly requestsPerMinute: number | undefined
  readonly credentialCheckMs: number
  readonly stalledReaderMs: number
  readonly onLog: ((entry: RequestLogEntry) => void) | undefined
}

/** Puts the Koa application together, outermost middleware first. */
export function createApp(deps: RouteDeps, options: AppOptions): Koa<RequestState> {
  const app = new Koa<RequestState>({
    proxy: options.trustedProxies > 0,
    maxIpsCount: options.trustedProxies,
  })
  app.silent = true
  // What fails once the answer has begun is told to the log; the connection is cut by Koa.
  app.on('error', (error: unknown, ctx?: { state: RequestState }) => {
    if (ctx !== undefined) ctx.state.error = error
  })
  const pages = listPages(deps.service)
  const { authenticate, requestsPerMinute, credentialCheckMs, bodyLimitBytes } = options
  const limit = requestsPerMinute === undefined ? undefined : makeRateLimit(requestsPerMinute)
  const authorize = makeAuthorize({ authenticate, limit, credentialCheckMs })
  const api = makeRouting(apiRoutes, {
    deps,
    readText: makeBodyTextReader(bodyLimitBytes),
    authorize,
    stalledMs: options.stalledReaderMs,
  })
  const documents = new Router<RequestState>({ sensitive: true })
  registerPages(documents, pages)
  app
    .use(logRequests(options))
    .use(answerProblems())
    .use(checkRequests([setSecurityHeaders, makeHostCheck(options), checkPath]))
    .use(allowOrigins(options))
    .use(checkRequests([makeOriginCheck(options)]))
    .use(api)
    .use(documents.routes())
    .use(refuseUnknown([...apiRoutes, ...pages.map(({ path }) => ({ path, method: 'GET' }))]))
  return app
}
