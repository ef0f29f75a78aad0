import type { Middleware } from 'koa'
import { chooseRequestId } from './request-id.js'
import type { RequestState } from './request-state.js'

/** One request that has been answered, or whose client has gone. */
export interface RequestLogEntry {
  /** `error` for 5xx, `warn` for answers that never ended, else `info`. */
  readonly level: 'info' | 'warn' | 'error'
  readonly requestId: string
  readonly method: string
  /** As it was asked for, without the query. */
  readonly path: string
  /** As OpenAPI writes it; null when no route answered. */
  readonly route: string | null
  readonly status: number
  /** From the request's head to the answer's last byte. */
  readonly durationMs: number
  readonly remoteAddress: string
  /** False when the client has gone before the answer's end. */
  readonly complete: boolean
  /** Why it failed, with its cause: always for 5xx, with `debug` for 4xx too. */
  readonly error?: unknown
}

/** Gives every request its id, and tells `onLog` of each one once its answer has ended. */
export function logRequests(options: {
  readonly debug: boolean
  readonly onLog: ((entry: RequestLogEntry) => void) | undefined
}): Middleware<RequestState> {
  const { debug, onLog } = options
  return async (ctx, next) => {
    ctx.state.requestId = chooseRequestId(ctx.req.headers)
    ctx.res.setHeader('X-Request-Id', ctx.state.requestId)
    if (onLog !== undefined) {
      const startedAt = performance.now()
      ctx.res.once('close', () => {
        const { status, res, state } = ctx
        const complete = res.writableFinished
        onLog({
          level: status >= 500 ? 'error' : complete ? 'info' : 'warn',
          requestId: state.requestId,
          method: ctx.method,
          path: ctx.path,
          route: state.route ?? null,
          status,
          durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
          remoteAddress: ctx.ip,
          complete,
          ...(state.error !== undefined && (debug || status >= 500) ? { error: state.error } : {}),
        })
      })
    }
    await next()
  }
}
