import { Readable } from 'node:stream'
import type { Context } from 'koa'
import type { Reply, ReplyHeaders } from './reply.js'

const jsonType = 'application/json; charset=utf-8'

/**
 * Writes an answer out. What it does not say about caching is not to be kept. The reader of a stream that takes no byte
 * of what waits for it, for `stalledMs`, is cut off.
 */
export function sendReply(ctx: Context, reply: Reply, { stalledMs }: { readonly stalledMs: number }): void {
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
      cutOffStalled(ctx, stalledMs)
      ctx.body = Readable.from(reply.content)
      // At once, also when the first piece is far; and what fails later breaks the connection, not the format.
      ctx.flushHeaders()
    }
  }
}

/**
 * Cuts the connection of a reader that takes nothing; a quiet one, for which nothing waits, is left alone. Its client
 * asks again from where it was.
 */
function cutOffStalled({ req, res }: Context, stalledMs: number): void {
  res.setTimeout(stalledMs, () => {
    if (req.socket.writableLength > 0) res.destroy()
  })
}

/** `Vary` adds up: the framework around a handler varies too. */
function setHeaders(ctx: Context, headers: ReplyHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'Vary') ctx.vary(value)
    else ctx.set(name, value)
  }
}
