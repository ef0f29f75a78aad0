import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../catalog/cursor.js'

const idCursorSchema = z.object({ after: z.uuid() })

/** The cursor to go on behind the row with this id, in a list ordered by id. Filters are the query's own. */
export function makeIdCursor(id: string): string {
  return encodeCursor({ after: id })
}

/**
 * The id that a list goes on behind; undefined without a cursor.
 * @throws WaybillError `INVALID_INPUT` when the cursor is not one that `makeIdCursor` made
 */
export function openIdCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : decodeCursor(cursor, idCursorSchema).after
}
