import type { InputIssue } from '@waybill/core'
import type { z } from 'zod'
import { didYouMean } from './did-you-mean.js'

/** JSON Pointer (RFC 6901) of a path. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * What zod found, as findings with pointers and plain words, the first one of each place: checks go on after a
 * wrong type. `knownKeys` are the legal keys at the top.
 */
export function toInputIssues(
  issues: readonly z.core.$ZodIssue[],
  given: unknown,
  knownKeys: readonly string[],
): readonly InputIssue[] {
  const found = issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownKey(issue.path, key, knownKeys))
      : [{ pointer: toPointer(issue.path), detail: describe(issue, valueAt(given, issue.path)) }],
  )
  return found.filter(({ pointer }, index) => found.findIndex(one => one.pointer === pointer) === index)
}

function unknownKey(path: readonly PropertyKey[], key: string, knownKeys: readonly string[]): InputIssue {
  const legal = path.length === 0 ? didYouMean(key, knownKeys) : ''
  return { pointer: toPointer([...path, key]), detail: `is not a known key${legal}` }
}

function describe(issue: z.core.$ZodIssue, given: unknown): string {
  if (given === undefined) return 'is required'
  if (issue.code === 'invalid_type')
    return `has to be ${typeWords[issue.expected] ?? issue.expected}, not ${show(given)}`
  if (issue.code === 'invalid_value') {
    const legal = issue.values.map(String)
    return `has to be one of ${legal.join(', ')}, not ${show(given)}${didYouMean(String(given), legal)}`
  }
  return issue.message.replace(/^(?:Too small|Too big|Invalid \w+): /, '')
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

/** A value in few characters: what was sent is repeated only as far as it helps. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
