import { appQuerySchema, createWorkspaceSchema, errorCodes, isWaybillError } from '@waybill/core'
import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { makeBodyReader } from '../../src/route/body-reader.js'
import { toPointer } from '../../src/route/input-issues.js'
import { makeQueryReader } from '../../src/route/query-reader.js'
import { findUnstorable } from '../../src/route/unstorable-text.js'

const readQuery = makeQueryReader(appQuerySchema)
const readBody = makeBodyReader({
  kind: 'json',
  schema: createWorkspaceSchema.strict(),
  required: true,
  description: '',
  examples: {},
})

/** Whatever is sent is either taken or refused as the sender's fault. */
function isTakenOrRefused(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    return isWaybillError(error) && errorCodes[error.code].status < 500
  }
}

/** The value at a JSON Pointer. */
function follow(root: unknown, pointer: string): unknown {
  let value = root
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return value
}

const anyText = fc.string({ unit: 'binary' })

describe('whatever is sent', () => {
  it('as a query is taken or refused', () => {
    const names = fc.oneof(anyText, fc.constantFrom('q', 'limit', 'status', 'sort', 'cursor'))
    const query = fc.array(fc.tuple(names, anyText)).map(pairs => pairs.map(pair => pair.join('=')).join('&'))
    fc.assert(fc.property(query, text => isTakenOrRefused(() => readQuery(text))))
  })

  it('as a body is taken or refused', () => {
    const texts = fc.oneof(
      anyText,
      fc.json(),
      fc.json().map(text => text.slice(0, -1)),
    )
    fc.assert(fc.property(texts, text => isTakenOrRefused(() => readBody(text))))
  })

  it('is pointed at where it cannot be stored', () => {
    const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 })
    fc.assert(
      fc.property(value, root => {
        const found = findUnstorable(root)
        const stored = /[\0\p{Surrogate}]/u.test(collectTexts(root).join(' '))
        expect(found !== undefined).to.equal(stored)
        if (found !== undefined) expect(follow(root, found.pointer)).not.to.equal(undefined)
      }),
    )
  })
})

describe('JSON Pointer', () => {
  it('leads back to what it was made of', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), path => {
        const nested = path.reduceRight<unknown>((value, key) => ({ [key]: value }), 'here')
        // An object's prototype is no member of it.
        fc.pre(!path.includes('__proto__'))
        expect(follow(nested, toPointer(path))).to.equal('here')
      }),
    )
  })
})

/** Every text of a JSON value, keys too. */
function collectTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [key, ...collectTexts(child)])
}
