import { toWaybillError } from '@waybill/core'
import type { Context, Middleware } from 'koa'
import { challenge } from '../auth/challenge.js'
import { buildProblem, problemType } from './problem.js'
import type { RequestState } from './request-state.js'

/** Seconds after which asking again makes sense where something does not answer for now. */
const retryAfterSeconds = 5

/** Turns whatever is thrown below it into a problem document. */
export function answerProblems(): Middleware<RequestState> {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      ctx.state.error = error
      answer(ctx, error)
    }
  }
}

function answer(ctx: Context & { state: RequestState }, thrown: unknown): void {
  const problem = buildProblem(toWaybillError(thrown), { path: ctx.path, requestId: ctx.state.requestId })
  ctx.status = problem.status
  ctx.remove('ETag')
  ctx.set('Content-Type', problemType)
  ctx.set('Cache-Control', 'no-store')
  // Here, because a handler may refuse for its part of a route, too.
  if (typeof problem.requiredRole === 'string')
    ctx.set('WWW-Authenticate', challenge({ error: 'insufficient_scope', scope: problem.requiredRole }))
  if (problem.status === 503) ctx.set('Retry-After', String(retryAfterSeconds))
  if (problem.code === 'IDEMPOTENCY_KEY_IN_USE') ctx.set('Retry-After', '1')
  ctx.body = JSON.stringify(problem)
}
