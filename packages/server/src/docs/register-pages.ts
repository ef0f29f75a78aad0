import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import { CompressibleBody } from '../cache/compressible-body.js'
import type { RequestState } from '../http/request-state.js'
import { isKnownToClient, sendCompressible, sendNotModified } from '../http/send-compressible.js'
import type { Page } from './page.js'

/** Registers pages, each at its one path: there is no directory to walk out of. */
export function registerPages(router: Router<RequestState>, pages: readonly Page[]): void {
  for (const page of pages) {
    const load = loadOnce(page)
    router.get(page.path, async ctx => {
      ctx.state.route = page.path
      const { body, tag } = await load()
      if (page.policy !== undefined) ctx.set('Content-Security-Policy', page.policy)
      ctx.set('Cache-Control', 'no-cache')
      if (isKnownToClient(ctx, { tag })) return sendNotModified(ctx, { tag })
      ctx.status = 200
      ctx.set('Content-Type', page.type)
      await sendCompressible(ctx, body, { tag })
    })
  }
}

interface LoadedPage {
  readonly body: CompressibleBody
  readonly tag: string
}

/** A failure is not kept: the next request tries again. */
function loadOnce(page: Page): () => Promise<LoadedPage> {
  let loading: Promise<LoadedPage> | undefined
  const load = async (): Promise<LoadedPage> => {
    const body = new CompressibleBody(await page.load())
    return { body, tag: createHash('sha256').update(body.plain).digest('base64url').slice(0, 22) }
  }
  return () => {
    loading ??= load().catch(error => {
      loading = undefined
      throw error
    })
    return loading
  }
}
