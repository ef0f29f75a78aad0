import { type Principal, WaybillError } from '@waybill/core'
import type { Context } from 'koa'
import type { RequestState } from '../http/request-state.js'
import { requireRole } from '../route/require-role.js'
import type { RouteRole } from '../route/route.js'
import type { Authenticate } from './authenticate.js'
import { challenge } from './challenge.js'
import { callerOfAddress, type RateLimit } from './rate-limit.js'

type RequestContext = Context & { state: RequestState }

/** Lets a request to a route of this role pass, with its principal in the state, or throws what it is refused with. */
export type Authorize = (ctx: RequestContext, role: RouteRole) => Promise<void> | undefined

/** What decides. Without `authenticate` everybody may do everything. */
export interface AuthorizeOptions {
  readonly authenticate: Authenticate | undefined
  readonly limit: RateLimit | undefined
}

/**
 * Makes the check of every route: who asks (401), whether not too often (429), whether they may (403). Public routes
 * are open and not counted.
 */
export function makeAuthorize({ authenticate, limit }: AuthorizeOptions): Authorize {
  if (authenticate === undefined && limit === undefined) return () => undefined
  const check = async (ctx: RequestContext, role: Exclude<RouteRole, 'public'>) => {
    let caller = `address ${callerOfAddress(ctx.ip)}`
    try {
      if (authenticate === undefined) return
      const principal = await identify(ctx, authenticate)
      ctx.state.principal = principal
      caller = `principal ${principal.name}`
    } finally {
      // Also who is refused: 429 comes before 401.
      await limit?.(ctx, caller)
    }
    requireRole(ctx.state.principal, role)
  }
  return (ctx, role) => (role === 'public' ? undefined : check(ctx, role))
}

async function identify(ctx: RequestContext, authenticate: Authenticate): Promise<Principal> {
  const credential = readCredential(ctx)
  try {
    const principal = await authenticate(credential)
    if (principal !== undefined) return principal
    throw new WaybillError('UNAUTHENTICATED', 'The token is none of this server.', {
      hint: 'Was it copied whole? `waybill token ls` shows which ones there are.',
    })
  } catch (error) {
    if (error instanceof WaybillError && error.code === 'UNAUTHENTICATED')
      ctx.set('WWW-Authenticate', challenge({ error: 'invalid_token', error_description: error.message }))
    throw error
  }
}

/** RFC 6750 §2.1; neither a query parameter nor a form field is read: both end up in logs. */
function readCredential(ctx: RequestContext): string {
  const header = ctx.get('Authorization')
  const credential = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1]
  if (credential !== undefined) return credential
  if (header === '') {
    ctx.set('WWW-Authenticate', challenge({}))
    throw new WaybillError('UNAUTHENTICATED', 'This needs a token.', {
      hint: 'Send it as `Authorization: Bearer …`; `waybill token create` makes one.',
    })
  }
  const detail = 'The Authorization header is not of the form "Bearer …".'
  ctx.set('WWW-Authenticate', challenge({ error: 'invalid_request', error_description: detail }))
  throw new WaybillError('UNAUTHENTICATED', detail)
}
