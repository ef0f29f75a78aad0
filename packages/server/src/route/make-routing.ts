import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { Authorize } from '../auth/authorize.js'
import { makeCatalogTag } from '../cache/catalog-tag.js'
import { CompressibleBody } from '../cache/compressible-body.js'
import { PageCache } from '../cache/page-cache.js'
import type { BodyTextReader } from '../http/body-text.js'
import type { RequestState } from '../http/request-state.js'
import { isKnownToClient, sendCompressible, sendNotModified } from '../http/send-compressible.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { toRawRequest } from './koa-raw-request.js'
import type { Reply, ReplyHeaders } from './reply.js'
import type { Route } from './route.js'
import type { RouteDeps } from './route-deps.js'
import { listRouteErrors } from './route-errors.js'
import { sendReply } from './send-reply.js'
import { within } from './within.js'

/** What cached pages of the catalog may take of memory: some sixty pages of 1,000 apps. */
const cachedBytes = 32 * 1024 * 1024

/** What routes are registered with. */
export interface RegisterOptions {
  readonly deps: RouteDeps
  readonly readText: BodyTextReader
  readonly authorize: Authorize
  /** Time without a byte taken after which the reader of a stream is cut off. */
  readonly stalledMs: number
}

/**
 * Makes a middleware of routes, the ones with fewer parameters first: `/catalog/syncs` is no slug. There is a router for
 * each area, because one looks at all of its routes for every request.
 */
export function makeRouting(routes: readonly Route[], options: RegisterOptions): Middleware<RequestState> {
  const routers = new Map<string, Router<RequestState>>()
  const { deps, readText, authorize } = options
  const answerCached = makeCachedAnswer(deps)
  const answer = async (ctx: Context, route: Route): Promise<void> => {
    const text = route.body === undefined ? undefined : await readText(ctx, route.body.kind)
    const raw = toRawRequest(ctx, text)
    const key = route.idempotent ? raw.header('Idempotency-Key') : ''
    const reply =
      key === ''
        ? await route.answer(raw, deps)
        : await answerOnce(deps.answers, { raw, key }, () => route.answer(raw, deps))
    sendReply(ctx, reply, options)
  }
  for (const route of routes.toSorted((one, other) => countParams(one) - countParams(other))) {
    const answerRoute = route.cachedBy === 'catalog' ? answerCached : answer
    const authorized = (ctx: Context) => {
      const allowed = authorize(ctx, route)
      if (allowed === undefined) return answerRoute(ctx, route)
      // Nothing has been done so far, whatever is asked for.
      return within(allowed, deps.answerWithinMs).then(() => answerRoute(ctx, route))
    }
    // What changes something is waited for to its end: it may have been done.
    const isBounded =
      route.method === 'GET' &&
      // Bounded where it asks the storage, which most requests do not.
      route.cachedBy === undefined &&
      listRouteErrors(route).includes('STORAGE_UNAVAILABLE')
    const area = areaOf(route.path)
    const router = routers.get(area) ?? new Router<RequestState>({ sensitive: true })
    routers.set(area, router)
    router.register(route.path.replace(/\{(\w+)\}/g, ':$1'), [route.method], ctx => {
      ctx.state.route = route.path
      return isBounded ? within(authorized(ctx), deps.answerWithinMs) : authorized(ctx)
    })
  }
  // A router adds to the context what it asks for.
  const areas = new Map(
    [...routers].map(([area, router]) => [area, router.routes() as Middleware<RequestState>]),
  )
  return (ctx, next) => areas.get(areaOf(ctx.path))?.(ctx, next) ?? next()
}

/** The third part of a path: `catalog` of `/api/v1/catalog/shop`. */
function areaOf(path: string): string {
  return path.split('/', 4)[3] ?? ''
}

function countParams(route: Route): number {
  return route.path.split('{').length - 1
}

/** An answer of the catalog as it is kept. */
interface CachedPage {
  readonly bytes: number
  readonly headers: ReplyHeaders
  readonly body: CompressibleBody
}

/** Answers from the catalog's version where it can: not at all (304), from memory, or by the route itself. */
function makeCachedAnswer(deps: RouteDeps): (ctx: Context, route: Route) => Promise<void> {
  const { waybill, service, answerWithinMs } = deps
  const readTag = makeCatalogTag(waybill, {
    waybillVersion: service.waybillVersion,
    // Who comes while one reads waits for that reading and the next.
    withinMs: answerWithinMs / 2,
  })
  const pages = new PageCache<CachedPage>(cachedBytes)
  return async (ctx, route) => {
    const validators = await readTag()
    // Kept, but asked for again each time: the answer to that is nearly free.
    ctx.res.setHeader('Cache-Control', 'no-cache')
    if (isKnownToClient(ctx, validators)) return sendNotModified(ctx, validators)
    const make = async () =>
      toCachedPage(await within(route.answer(toRawRequest(ctx, undefined), deps), answerWithinMs))
    const page = await pages.get(validators.tag, ctx.url, make)
    ctx.status = 200
    for (const name in page.headers) ctx.res.setHeader(name, page.headers[name] ?? '')
    return sendCompressible(ctx, page.body, validators)
  }
}

function toCachedPage(reply: Reply): CachedPage {
  const json = 'json' in reply ? JSON.stringify(reply.json) : ''
  const body = new CompressibleBody(json)
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...reply.headers }
  return { bytes: body.plain.length, headers, body }
}
