import { includesRole, type Principal, WaybillError } from '@waybill/core'
import type { Context } from 'koa'
import type { RequestState } from '../http/request-state.js'
import { requireRole } from '../route/require-role.js'
import type { Route, RouteRole } from '../route/route.js'
import type { Authenticate } from './authenticate.js'
import { challenge } from './challenge.js'
import { callerOfAddress, type RateLimit } from './rate-limit.js'

const bearerHeader = /^Bearer +([\w.~+/-]+=*) *$/i

type RequestContext = Context & { state: RequestState }

/** Lets a request to a route of this role pass, with its principal in the state, or throws what it is refused with. */
export type Authorize = (
  ctx: RequestContext,
  route: Pick<Route, 'role' | 'tellsMore'>,
) => Promise<void> | undefined

/** What decides. Without `authenticate` everybody may do everything. */
export interface AuthorizeOptions {
  readonly authenticate: Authenticate | undefined
  readonly limit: RateLimit | undefined
  /** How often the credential of a stream is looked at again, in ms. */
  readonly credentialCheckMs: number
}

/**
 * Makes the check of every route: who asks (401), whether not too often (429), whether they may (403). Public routes
 * are open and not counted, unless they say more to somebody with a credential and there is one.
 */
export function makeAuthorize({ authenticate, limit, credentialCheckMs }: AuthorizeOptions): Authorize {
  if (authenticate === undefined && limit === undefined) return () => undefined
  const check = async (ctx: RequestContext, role: Exclude<RouteRole, 'public'>) => {
    let caller = `address ${callerOfAddress(ctx.ip)}`
    try {
      if (authenticate === undefined) return
      const principal = await identify(ctx, authenticate)
      ctx.state.principal = principal
      caller = `principal ${principal.name}`
      ctx.state.lapsed = gone =>
        watchCredential(gone, credentialCheckMs, async () => {
          const now = await authenticate(readCredential(ctx)).catch(anonymousOrThrow)
          return includesRole(now?.role ?? null, role)
        })
    } finally {
      // Also who is refused: 429 comes before 401.
      await limit?.(ctx, caller)
    }
    requireRole(ctx.state.principal, role)
  }
  const tryToIdentify = async (ctx: RequestContext, known: Authenticate) => {
    let caller = `address ${callerOfAddress(ctx.ip)}`
    // Also where that cannot be told, e.g. while the database is away: health has to be asked all the same.
    const principal = await known(readCredential(ctx)).catch(() => undefined)
    if (principal !== undefined) caller = `principal ${principal.name}`
    await limit?.(ctx, caller)
    ctx.state.anonymous = !includesRole(principal?.role ?? null, 'viewer')
  }
  return (ctx, { role, tellsMore }) => {
    if (role !== 'public') return check(ctx, role)
    if (!tellsMore || authenticate === undefined) return undefined
    ctx.state.anonymous = true
    return bearerHeader.test(ctx.get('Authorization')) ? tryToIdentify(ctx, authenticate) : undefined
  }
}

function anonymousOrThrow(error: unknown): undefined {
  if (error instanceof WaybillError && error.code === 'UNAUTHENTICATED') return undefined
  throw error
}

/**
 * Looks again and again whether what let a stream in would still let it in. Where that cannot be told for now, the
 * stream goes on.
 */
function watchCredential(gone: AbortSignal, everyMs: number, holds: () => Promise<boolean>): AbortSignal {
  const controller = new AbortController()
  const timer = setInterval(() => {
    holds().then(
      held => {
        if (!held) controller.abort()
      },
      () => undefined,
    )
  }, everyMs)
  gone.addEventListener('abort', () => clearInterval(timer), { once: true })
  return controller.signal
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
  const credential = bearerHeader.exec(header)?.[1]
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
