import { z } from 'zod'
import { isStorable } from '../diagnostic/printable.js'
import { WaybillError } from '../error/waybill-error.js'
import type { App } from './app.js'
import { type AppQuery, appQuerySchema } from './app-query.js'

/** The place of an app in a list: what it is sorted by, and its id for equal ones. The list goes on behind it. */
export interface AppPosition {
  readonly key: string
  readonly id: string
}

const appCursorSchema = z.object({
  query: appQuerySchema.omit({ limit: true, cursor: true, facets: true }),
  after: z.object({ key: z.string(), id: z.uuid() }),
})

/** Makes an opaque cursor of any value: its JSON in base64url. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function parseCursor(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    // Not one of ours: the schema refuses undefined and says so in one place.
    return undefined
  }
}

/** Reads a cursor that `encodeCursor` made. @throws WaybillError `INVALID_INPUT` when it is not of this shape */
export function decodeCursor<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(parseCursor(text))
  if (result.success) return result.data
  throw new WaybillError('INVALID_INPUT', 'The cursor is not one that this list gave out.', {
    hint: 'Pass `nextCursor` of the page before as it is, or leave the cursor out to start over.',
    issues: [{ pointer: '/cursor', detail: 'is not a cursor of this list' }],
  })
}

/** What an app is sorted by. An app without a name has the empty one. */
export function appSortKey(app: App, sort: AppQuery['sort']): string {
  if (sort.endsWith('appName')) return app.appName ?? ''
  return sort.endsWith('updatedAt') ? app.updatedAt : app.slug
}

/** The cursor to go on behind `last` with the same filters and order. */
export function makeAppCursor(query: AppQuery, last: App): string {
  const { limit: _limit, cursor: _cursor, facets: _facets, ...frozen } = query
  return encodeCursor({ query: frozen, after: { key: appSortKey(last, query.sort), id: last.id } })
}

/**
 * What a query really asks for: with a cursor, the filters and the order frozen in it (the query's own are
 * ignored, its limit holds) and the position to go on from.
 * @throws WaybillError `INVALID_INPUT` when the cursor is not one, or a text is not one that can be stored
 */
export function openAppQuery(asked: AppQuery): {
  readonly query: AppQuery
  readonly after: AppPosition | undefined
} {
  const cursor = asked.cursor === undefined ? undefined : decodeCursor(asked.cursor, appCursorSchema)
  const query = cursor === undefined ? asked : { ...cursor.query, limit: asked.limit, facets: asked.facets }
  const texts = { q: query.q, owner: query.owner, tag: query.tag, cursor: cursor?.after.key }
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) requireStorable(name, text)
  return { query, after: cursor?.after }
}

/** PostgreSQL has no text with a NUL in it, so a query that looks for one is an error there. */
function requireStorable(name: string, text: string): void {
  if (isStorable(text)) return
  const detail = 'holds a NUL character or half of a surrogate pair, which no app has'
  throw new WaybillError('INVALID_INPUT', `The parameter ${name} ${detail}.`, {
    issues: [{ pointer: `/${name}`, detail }],
  })
}
