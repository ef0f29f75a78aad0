import { type InputIssue, WaybillError } from '@waybill/core'
import { z } from 'zod'
import { didYouMean } from './did-you-mean.js'
import { toInputIssues, toPointer } from './input-issues.js'
import { isUnstorable } from './unstorable-text.js'

/** What a parameter's text becomes before the schema sees it. */
type Kind = 'string' | 'integer' | 'boolean' | 'array'

/**
 * Makes a reader of query strings. Numbers and booleans are read from their text; lists are repeated
 * parameters or one with commas.
 * @returns a function that throws WaybillError `UNKNOWN_PARAMETER`, `MALFORMED_REQUEST` or `INVALID_INPUT`
 */
export function makeQueryReader<Schema extends z.ZodObject>(
  schema: Schema,
): (querystring: string) => z.output<Schema> {
  let known:
    | { readonly kinds: ReadonlyMap<string, Kind>; readonly nothing: z.output<Schema> | undefined }
    | undefined
  return querystring => {
    // Made with the first request, not at the start; most requests have no query, and nothing is read only once.
    known ??= { kinds: parameterKinds(schema), nothing: schema.safeParse({}).data }
    const { kinds, nothing } = known
    if (querystring === '' && nothing !== undefined) return nothing
    const given = collect(querystring, kinds)
    const result = schema.safeParse(given)
    if (result.success) return result.data
    throw invalidQuery(toInputIssues(result.error.issues, given, []))
  }
}

function parameterKinds(schema: z.ZodObject): ReadonlyMap<string, Kind> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return new Map(
    Object.entries(properties).map(([name, property]) => [
      name,
      typeof property === 'object' && isKind(property.type) ? property.type : 'string',
    ]),
  )
}

function isKind(type: unknown): type is Kind {
  return type === 'string' || type === 'integer' || type === 'boolean' || type === 'array'
}

function collect(querystring: string, kinds: ReadonlyMap<string, Kind>): Record<string, unknown> {
  assertDecodable(querystring)
  const query = new URLSearchParams(querystring)
  const given: Record<string, unknown> = {}
  for (const name of new Set(query.keys())) {
    const kind = kinds.get(name)
    if (kind === undefined) throw unknownParameter(name, [...kinds.keys()])
    given[name] = read(name, query.getAll(name), kind)
  }
  return given
}

function read(name: string, texts: readonly string[], kind: Kind): unknown {
  if (texts.some(isUnstorable))
    throw invalidQuery([
      { pointer: toPointer([name]), detail: 'holds a NUL character, which cannot be stored' },
    ])
  if (kind === 'array') return texts.flatMap(text => text.split(','))
  const [text = '', ...more] = texts
  if (more.length > 0) throw invalidQuery([{ pointer: toPointer([name]), detail: 'is given more than once' }])
  if (kind === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** URLSearchParams reads bad percent-encoding as something else without a word. */
function assertDecodable(querystring: string): void {
  try {
    decodeURIComponent(querystring)
  } catch (cause) {
    throw new WaybillError('MALFORMED_REQUEST', 'The query string is not percent-encoded UTF-8.', { cause })
  }
}

function unknownParameter(name: string, legal: readonly string[]): WaybillError {
  return new WaybillError(
    'UNKNOWN_PARAMETER',
    `There is no query parameter ${JSON.stringify(name)} here${didYouMean(name, legal) || '.'}`,
    {
      issues: [{ pointer: toPointer([name]), detail: 'is not a known query parameter' }],
      hint:
        legal.length === 0 ? 'This address takes no query parameters.' : `Known here: ${legal.join(', ')}.`,
      details: { parameter: name, known: legal },
    },
  )
}

function invalidQuery(issues: readonly InputIssue[]): WaybillError {
  const texts = issues.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`)
  return new WaybillError('INVALID_INPUT', `The query does not fit: ${texts.join('; ')}.`, { issues })
}
