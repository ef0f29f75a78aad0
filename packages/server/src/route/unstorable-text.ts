import type { InputIssue } from '@waybill/core'
import { toPointer } from './input-issues.js'

/** PostgreSQL stores neither NUL nor half of a surrogate pair, in text as in jsonb. */
const unstorable = /[\0\p{Surrogate}]/u

/** Levels a body may be nested; far below what makes JSON.stringify overflow the stack. */
const maxDepth = 64

/** Whether no database would take a text. */
export function isUnstorable(text: string): boolean {
  return unstorable.test(text)
}

/** The first place of a JSON value that no database would take: bad characters, or too deep. */
export function findUnstorable(root: unknown): InputIssue | undefined {
  const rest: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: root, path: [] }]
  for (let place = rest.pop(); place !== undefined; place = rest.pop()) {
    const { value, path } = place
    if (path.length > maxDepth)
      return { pointer: toPointer(path), detail: `is nested deeper than ${maxDepth} levels` }
    if (typeof value === 'string' && isUnstorable(value)) return { pointer: toPointer(path), detail: badText }
    if (typeof value !== 'object' || value === null) continue
    for (const [key, child] of Object.entries(value)) {
      if (isUnstorable(key)) return { pointer: toPointer(path), detail: `has a key that ${badText}` }
      rest.push({ value: child, path: [...path, key] })
    }
  }
  return undefined
}

const badText = 'holds a NUL character or half of a surrogate pair, which cannot be stored'
