import { WaybillError } from '@waybill/core'
import ipaddr from 'ipaddr.js'
import type { Context } from 'koa'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

const windowSeconds = 60

/** Counts a request of somebody, and refuses it where there were too many. */
export type RateLimit = (ctx: Context, who: string) => Promise<void>

/**
 * Makes a limit of so many requests a minute for each caller, in this process, and tells in headers how much is left
 * (draft-ietf-httpapi-ratelimit-headers).
 */
export function makeRateLimit(requestsPerMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: windowSeconds })
  const policy = `"default";q=${requestsPerMinute};w=${windowSeconds}`
  return async (ctx, who) => {
    const count = await limiter.consume(who).catch(asCount)
    const resetSeconds = Math.max(1, Math.ceil(count.msBeforeNext / 1000))
    ctx.set('RateLimit-Policy', policy)
    ctx.set('RateLimit', `"default";r=${Math.max(0, count.remainingPoints)};t=${resetSeconds}`)
    if (count.consumedPoints <= requestsPerMinute) return
    ctx.set('Retry-After', String(resetSeconds))
    throw new WaybillError('RATE_LIMITED', `More than ${requestsPerMinute} requests in a minute.`, {
      hint: `Ask again in ${resetSeconds} s, and follow /api/v1/events instead of polling.`,
      details: { requestsPerMinute },
    })
  }
}

/** The library rejects with the count when it is over the limit. */
function asCount(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return reason
  throw reason
}

/** Whom an address stands for: an IPv6 network of 64 bits belongs to one host. */
export function callerOfAddress(address: string): string {
  try {
    const parsed = ipaddr.process(address)
    if (parsed.kind() === 'ipv4') return parsed.toString()
    return parsed.toByteArray().slice(0, 8).join('.')
  } catch {
    // A Unix socket has no address: all who may use it are one caller.
    return 'local'
  }
}
