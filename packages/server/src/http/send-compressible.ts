import type { Context } from 'koa'
import type { CompressibleBody } from '../cache/compressible-body.js'

/** Set as a whole: adding to what is there costs 4 µs, a tenth of such an answer. */
const vary = 'Origin, Accept-Encoding'

/** Whether a client that sends `If-None-Match` has what `tag` stands for, compressed or not (RFC 9110 §13.1.2). */
export function isKnownToClient(ctx: Context, tag: string): boolean {
  const header = ctx.req.headers['if-none-match']
  if (header === undefined) return false
  return header.split(',').some(
    one =>
      one
        .trim()
        .replace(/^W\//, '')
        .replace(/-gzip"$/, '"') === `"${tag}"`,
  )
}

/** Answers 304. */
export function sendNotModified(ctx: Context, tag: string): void {
  ctx.status = 304
  ctx.res.setHeader('ETag', `"${tag}"`)
  ctx.res.setHeader('Vary', vary)
}

/** Sends a body, compressed where that is worth it and welcome, with a strong ETag for each of the two. */
export function sendCompressible(
  ctx: Context,
  body: CompressibleBody,
  tag: string,
): Promise<void> | undefined {
  ctx.res.setHeader('Vary', vary)
  if (
    body.worthCompressing &&
    ctx.req.headers['accept-encoding'] !== undefined &&
    ctx.acceptsEncodings('gzip')
  )
    return sendGzipped(ctx, body, tag)
  ctx.res.setHeader('ETag', `"${tag}"`)
  ctx.body = body.plain
  return undefined
}

async function sendGzipped(ctx: Context, body: CompressibleBody, tag: string): Promise<void> {
  ctx.res.setHeader('ETag', `"${tag}-gzip"`)
  ctx.res.setHeader('Content-Encoding', 'gzip')
  ctx.body = await body.gzipped()
}
