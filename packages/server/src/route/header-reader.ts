import { WaybillError } from '@waybill/core'
import type { z } from 'zod'
import { toInputIssues } from './input-issues.js'

/**
 * Makes a reader of the headers that a schema names, in lower case; an absent one is undefined.
 * @returns a function that throws WaybillError `INVALID_INPUT`
 */
export function makeHeaderReader<Schema extends z.ZodObject>(
  schema: Schema,
): (header: (name: string) => string) => z.output<Schema> {
  const names = Object.keys(schema.shape)
  return header => {
    const given = Object.fromEntries(names.map(name => [name, header(name) || undefined]))
    const result = schema.safeParse(given)
    if (result.success) return result.data
    const issues = toInputIssues(result.error.issues, given, [])
    const texts = issues.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`)
    throw new WaybillError('INVALID_INPUT', `The headers do not fit: ${texts.join('; ')}.`, { issues })
  }
}
