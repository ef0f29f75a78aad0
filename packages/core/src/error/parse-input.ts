import type { z } from 'zod'
import { type InputIssue, WaybillError } from './waybill-error.js'

/** JSON Pointer (RFC 6901) of a path into an input. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * Parses what a caller of the library passed in. `what` names it in the message, e.g. `the query`.
 * @throws WaybillError `INVALID_INPUT` with an issue for everything that does not fit
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.infer<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues = result.error.issues.map(
    (issue): InputIssue => ({ pointer: pointerOf(issue.path), detail: issue.message }),
  )
  const details = issues.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`))
  throw new WaybillError('INVALID_INPUT', `There is something wrong with ${what}. ${details.join('; ')}`, {
    issues,
    cause: result.error,
  })
}
