import { Readable } from 'node:stream'
import type { Context } from 'koa'
import type { Reply, ReplyHeaders } from './reply.js'

/** Time without a byte taken after which a reader of events counts as stalled. */
const stalledMs = 60_000

const jsonType = 'application/json; charset=utf-8'

/** Writes an answer out. What it does not say about caching is not to be kept. */
export function sendReply(ctx: Context, reply: Reply): void {
  ctx.status = reply.status
  ctx.set('Cache-Control', 'no-store')
  if (reply.headers !== undefined) setHeaders(ctx, reply.headers)
  if ('json' in reply) {
    ctx.set('Content-Type', jsonType)
    ctx.body = JSON.stringify(reply.json)
  } else if ('content' in reply) {
    ctx.set('Content-Type', reply.type)
    if (typeof reply.content === 'string') {
      ctx.body = reply.content
    } else if (reply.content instanceof Uint8Array) {
      ctx.body = Buffer.from(reply.content)
    } else {
      if (reply.type === 'text/event-stream') cutOffStalled(ctx)
      ctx.body = Readable.from(reply.content)
      // At once, also when the first piece is far; and what fails later breaks the connection, not the format.
      ctx.flushHeaders()
    }
  }
}

/**
 * Cuts the connection of a reader that takes nothing: there is a heartbeat every 15 s, so a socket on which nothing
 * moves has a full buffer. Its client asks again from where it was.
 */
function cutOffStalled(ctx: Context): void {
  ctx.res.setTimeout(stalledMs, () => ctx.res.destroy())
}

/** `Vary` adds up: the framework around a handler varies too. */
function setHeaders(ctx: Context, headers: ReplyHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'Vary') ctx.vary(value)
    else ctx.set(name, value)
  }
}
