/** Headers a handler adds to its answer. */
export type ReplyHeaders = Readonly<Record<string, string>>

/** An answer as data: a JSON document, a file or a text (whole or in pieces as they come), or nothing. */
export type Reply =
  | { readonly status: number; readonly headers?: ReplyHeaders; readonly json: unknown }
  | {
      readonly status: number
      readonly headers?: ReplyHeaders
      readonly type: string
      readonly content: string | Uint8Array | AsyncIterable<string>
    }
  | { readonly status: 204; readonly headers?: ReplyHeaders }

/** Answers 200 with a JSON document. */
export function ok(json: unknown, headers: ReplyHeaders = {}): Reply {
  return { status: 200, json, headers }
}

/** What a page tells about the next one. */
interface Page {
  readonly nextCursor: string | null
}

/** Answers 200 with one page of a list, and where there is a next one, its `Link` (RFC 8288). */
export function page(content: Page, here: { readonly path: string; readonly querystring: string }): Reply {
  if (content.nextCursor === null) return ok(content)
  const query = new URLSearchParams(here.querystring)
  query.set('cursor', content.nextCursor)
  return ok(content, { Link: `<${here.path}?${query}>; rel="next"` })
}
