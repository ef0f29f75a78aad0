import { z } from 'zod'
import { WaybillError } from '../error/waybill-error.js'
import type { App } from './app.js'
import { type AppQuery, appQuerySchema } from './app-query.js'

/** The place of an app in a list: what it is sorted by, and its id for equal ones. The list goes on behind it. */
export interface AppPosition {
  readonly key: string
  readonly id: string
}

const appCursorSchema = z.object({
  query: appQuerySchema.omit({ limit: true, cursor: true }),
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
  const { limit: _limit, cursor: _cursor, ...frozen } = query
  return encodeCursor({ query: frozen, after: { key: appSortKey(last, query.sort), id: last.id } })
}

/**
 * What a query really asks for: with a cursor, the filters and the order frozen in it (the query's own are
 * ignored, its limit holds) and the position to go on from.
 * @throws WaybillError `INVALID_INPUT` when the cursor is not one
 */
export function openAppQuery(query: AppQuery): {
  readonly query: AppQuery
  readonly after: AppPosition | undefined
} {
  if (query.cursor === undefined) return { query, after: undefined }
  const cursor = decodeCursor(query.cursor, appCursorSchema)
  return { query: { ...cursor.query, limit: query.limit }, after: cursor.after }
}
