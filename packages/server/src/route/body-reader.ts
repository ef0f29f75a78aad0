import { type InputIssue, WaybillError } from '@waybill/core'
import { printParseErrorCode, visit } from 'jsonc-parser'
import type { z } from 'zod'
import type { BodyDefinition } from './body-definition.js'
import { toInputIssues } from './input-issues.js'
import { findUnstorable } from './unstorable-text.js'

/**
 * Makes a reader of bodies. Where the body is optional, none is the same as `{}`.
 * @returns a function that throws WaybillError `MALFORMED_REQUEST` (with line and column) or `INVALID_INPUT`
 */
export function makeBodyReader<Schema extends z.ZodType>(
  body: BodyDefinition<Schema>,
): (text: string | undefined) => z.output<Schema> {
  const knownKeys = 'shape' in body.schema ? Object.keys(body.schema.shape as object) : []
  return text => {
    if (text === undefined && body.required)
      throw new WaybillError('INVALID_INPUT', 'The request has no body.', {
        issues: [{ pointer: '', detail: 'is required' }],
        hint: 'Send one, with its Content-Type.',
      })
    const given = body.kind === 'text' ? text : parseJson(text ?? '{}')
    const result = body.schema.safeParse(given)
    if (result.success) return result.data
    throw invalidBody(toInputIssues(result.error.issues, given, knownKeys))
  }
}

function parseJson(text: string): unknown {
  const value = tryJson(text)
  const unstorable = findUnstorable(value)
  if (unstorable !== undefined) throw invalidBody([unstorable])
  return value
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const place = findSyntaxError(text)
    throw new WaybillError('MALFORMED_REQUEST', `The body is not JSON${place?.words ?? ''}.`, {
      details: place === undefined ? {} : { position: place.position },
      cause,
    })
  }
}

/** JSON.parse says where only sometimes and in changing words; a tolerant parser says it always. */
function findSyntaxError(text: string) {
  let found: { readonly words: string; readonly position: object } | undefined
  visit(
    text,
    {
      onError: (error, offset, _length, startLine, startCharacter) => {
        if (found !== undefined) return
        const position = { line: startLine + 1, column: startCharacter + 1, offset }
        const what = printParseErrorCode(error)
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase()
        found = { words: `: ${what} at line ${position.line}, column ${position.column}`, position }
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  )
  return found
}

function invalidBody(issues: readonly InputIssue[]): WaybillError {
  const [first] = issues
  const what =
    issues.length === 1 && first !== undefined
      ? `${first.pointer === '' ? 'it' : first.pointer} ${first.detail}`
      : `${issues.length} findings`
  return new WaybillError('INVALID_INPUT', `The body does not fit: ${what}.`, { issues })
}
