import type { Context } from 'koa'
import type { RequestState } from '../http/request-state.js'
import type { RawRequest } from './raw-request.js'

/** Koa's request as handlers see it. */
export function toRawRequest(ctx: Context & { state: RequestState }, text: string | undefined): RawRequest {
  let leaving: AbortController | undefined
  const gone = () => {
    if (leaving === undefined) {
      const controller = new AbortController()
      if (ctx.res.closed) controller.abort()
      else ctx.res.once('close', () => controller.abort())
      leaving = controller
    }
    return leaving.signal
  }
  return {
    requestId: ctx.state.requestId,
    method: ctx.method,
    path: ctx.path,
    params: ctx.params,
    querystring: ctx.querystring,
    text,
    principal: ctx.state.principal,
    anonymous: ctx.state.anonymous ?? false,
    header: name => ctx.get(name),
    prefers: (...types) => ctx.accepts(...types) || (types[0] ?? ''),
    gone,
    lapsed: () => ctx.state.lapsed?.(gone()) ?? new AbortController().signal,
  }
}
