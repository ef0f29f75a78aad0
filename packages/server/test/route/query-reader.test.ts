import { appQuerySchema } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { z } from 'zod'
import { makeQueryReader } from '../../src/route/query-reader.js'
import { catchError } from '../catch-error.js'

const read = makeQueryReader(appQuerySchema)
const readFlags = makeQueryReader(
  z.object({ follow: z.boolean().default(false), offset: z.int().min(0).default(0) }),
)

describe('query reader', () => {
  const accepted = [
    { name: 'nothing gives the defaults', query: '', expected: { sort: 'slug', limit: 1000 } },
    { name: 'whole numbers are read', query: 'limit=7', expected: { sort: 'slug', limit: 7 } },
    {
      name: 'a list is a repeated parameter',
      query: 'status=active&status=broken',
      expected: { status: ['active', 'broken'] },
    },
    {
      name: 'a list is one parameter with commas',
      query: 'status=active,broken',
      expected: { status: ['active', 'broken'] },
    },
    { name: 'a plus is a space', query: 'q=my+shop', expected: { q: 'my shop' } },
    { name: 'percent-encoding is UTF-8', query: 'q=%C3%BC', expected: { q: 'ü' } },
    { name: 'a number stays text where text is asked for', query: 'q=42', expected: { q: '42' } },
  ]
  for (const { name, query, expected } of accepted)
    it(name, () => {
      expect(read(query)).to.include.keys(...Object.keys(expected))
      expect(read(query)).to.deep.include(expected)
    })

  it('booleans are the words true and false', () => {
    expect(readFlags('follow=true')).to.deep.equal({ follow: true, offset: 0 })
    expect(readFlags('follow=false&offset=12')).to.deep.equal({ follow: false, offset: 12 })
  })

  const refused = [
    { name: 'an unknown parameter', query: 'limitt=1', code: 'UNKNOWN_PARAMETER', pointer: '/limitt' },
    {
      name: 'a name of Object.prototype',
      query: '__proto__=1',
      code: 'UNKNOWN_PARAMETER',
      pointer: '/__proto__',
    },
    { name: 'a word for a number', query: 'limit=many', code: 'INVALID_INPUT', pointer: '/limit' },
    { name: 'a fraction for a whole number', query: 'limit=1.5', code: 'INVALID_INPUT', pointer: '/limit' },
    { name: 'a number beyond the bounds', query: 'limit=1001', code: 'INVALID_INPUT', pointer: '/limit' },
    {
      name: 'a number written in hexadecimal',
      query: 'limit=0x10',
      code: 'INVALID_INPUT',
      pointer: '/limit',
    },
    { name: 'an empty text where one is needed', query: 'q=', code: 'INVALID_INPUT', pointer: '/q' },
    {
      name: 'a word that is not one of the set',
      query: 'status=activ',
      code: 'INVALID_INPUT',
      pointer: '/status/0',
    },
    { name: 'a parameter given twice', query: 'q=a&q=b', code: 'INVALID_INPUT', pointer: '/q' },
    { name: 'a NUL character', query: 'q=a%00b', code: 'INVALID_INPUT', pointer: '/q' },
    { name: 'bad percent-encoding', query: 'q=%zz', code: 'MALFORMED_REQUEST', pointer: undefined },
    { name: 'bytes that are not UTF-8', query: 'q=%ff', code: 'MALFORMED_REQUEST', pointer: undefined },
  ]
  for (const { name, query, code, pointer } of refused)
    it(`refuses ${name}`, () => {
      const error = catchError(() => read(query))
      expect(error.code).to.equal(code)
      expect(error.issues[0]?.pointer).to.equal(pointer)
    })

  it('names what is known, and what was meant', () => {
    const error = catchError(() => read('limitt=1'))
    expect(error.message).to.equal('There is no query parameter "limitt" here; did you mean "limit"?')
    expect(error.hint).to.contain('q, type, status, owner, tag, sort, facets, limit, cursor')
    expect(catchError(() => read('status=activ')).message).to.contain('did you mean "active"?')
  })
})
