import type { Context, Middleware } from 'koa'
import { chooseRequestId } from './request-id.js'
import type { RequestState } from './request-state.js'

/** One request that has been answered, or whose client has gone; in the shape of core's `LogEntry`. */
export interface RequestLogEntry {
  /** `error` for 5xx, `warn` for answers that never reached their end, else `info`. */
  readonly level: 'info' | 'warn' | 'error'
  /** `GET /api/v1/catalog 200`. */
  readonly message: string
  readonly fields: RequestLogFields
}

/** A type and no interface: it has to be a record too. */
export type RequestLogFields = {
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
  /** Who asked; null for nobody known. */
  readonly principal: string | null
  /** False when the client has gone before the answer's end. */
  readonly complete: boolean
  /** Why it failed, with its cause: always for 5xx, with `debug` for 4xx too. */
  readonly err?: unknown
}

/** Gives every request its id, and tells `onLog` of each one once its answer has ended. */
export function logRequests(options: {
  readonly debug: boolean
  readonly onLog: ((entry: RequestLogEntry) => void) | undefined
}): Middleware<RequestState> {
  const { debug, onLog } = options
  return (ctx, next) => {
    ctx.state.requestId = chooseRequestId(ctx.req.headers)
    ctx.res.setHeader('X-Request-Id', ctx.state.requestId)
    if (onLog !== undefined) {
      const startedAt = performance.now()
      // Asked for now: a client that has gone has no address any more.
      const remoteAddress = ctx.ip
      ctx.res.once('close', () => onLog(buildEntry(ctx, { startedAt, remoteAddress, debug })))
    }
    return next()
  }
}

function buildEntry(
  ctx: Context & { state: RequestState },
  known: { readonly startedAt: number; readonly remoteAddress: string; readonly debug: boolean },
): RequestLogEntry {
  const { method, path, status, res, state } = ctx
  const complete = res.writableFinished
  return {
    level: status >= 500 ? 'error' : complete ? 'info' : 'warn',
    message: `${method} ${path} ${status}`,
    fields: {
      requestId: state.requestId,
      method,
      path,
      route: state.route ?? null,
      status,
      durationMs: Math.round((performance.now() - known.startedAt) * 1000) / 1000,
      remoteAddress: known.remoteAddress,
      principal: state.principal?.name ?? null,
      complete,
      ...(state.error !== undefined && (known.debug || status >= 500) ? { err: state.error } : {}),
    },
  }
}
