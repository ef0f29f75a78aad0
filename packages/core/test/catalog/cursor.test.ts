import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { z } from 'zod'
import { appQuerySchema } from '../../src/catalog/app-query.js'
import { buildApp } from '../../src/catalog/build-app.js'
import { compareText } from '../../src/catalog/compare-text.js'
import { decodeCursor, encodeCursor, makeAppCursor, openAppQuery } from '../../src/catalog/cursor.js'
import { makeAppWrite, makeSyncReport } from '../../src/testing/catalog-builders.js'

const report = makeSyncReport('2026-01-31T09:30:00.000Z')
const app = buildApp(makeAppWrite({ slug: 'shop' }), { previous: undefined, revision: 1 }, report)

describe('cursors', () => {
  it('give back any value that was put in, in characters that need no escape in a URL', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const cursor = encodeCursor(value)
        expect(cursor).to.match(/^[A-Za-z0-9_-]*$/)
        expect(JSON.stringify(decodeCursor(cursor, z.unknown()))).to.equal(JSON.stringify(value))
      }),
    )
  })

  it('freeze the filters and the order of a list, and leave the limit to the next page', () => {
    const query = appQuerySchema.parse({ q: 'x', status: ['broken'], sort: '-updatedAt', limit: 3 })
    const next = openAppQuery(
      appQuerySchema.parse({ cursor: makeAppCursor(query, app), sort: 'slug', limit: 9 }),
    )
    expect(next).to.deep.equal({
      query: { q: 'x', status: ['broken'], sort: '-updatedAt', limit: 9, facets: false },
      after: { key: report.endedAt, id: app.id },
    })
  })

  it('go on behind what the list is sorted by', () => {
    const key = (sort: string) =>
      openAppQuery(appQuerySchema.parse({ cursor: makeAppCursor(appQuerySchema.parse({ sort }), app) })).after
        ?.key
    expect(['slug', '-slug', 'appName', '-appName', 'updatedAt'].map(key)).to.deep.equal([
      'shop',
      'shop',
      'shop',
      'shop',
      report.endedAt,
    ])
  })

  it('are not needed', () => {
    const query = appQuerySchema.parse({ q: 'x' })
    expect(openAppQuery(query)).to.deep.equal({ query, after: undefined })
  })

  const otherCursors = [
    { rule: 'no base64', cursor: '***' },
    { rule: 'no JSON', cursor: Buffer.from('{').toString('base64url') },
    { rule: 'of another list', cursor: encodeCursor({ after: 7 }) },
    {
      rule: 'with a filter that does not exist',
      cursor: encodeCursor({ query: { sort: 'size' }, after: { key: '', id: app.id } }),
    },
    {
      rule: 'with an id that is none',
      cursor: encodeCursor({ query: {}, after: { key: '', id: "' or 1=1" } }),
    },
  ]
  for (const { rule, cursor } of otherCursors) {
    it(`are refused when they are ${rule}`, () => {
      expect(() => openAppQuery(appQuerySchema.parse({ cursor })))
        .to.throw('The cursor is not one')
        .with.property('code', 'INVALID_INPUT')
    })
  }
})

describe('compareText', () => {
  it('orders as UTF-8 bytes do', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f6a2}'),
    })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).to.equal(
          Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
        )
      }),
    )
  })
})
