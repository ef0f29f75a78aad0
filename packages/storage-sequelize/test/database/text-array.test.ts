import { expect } from 'chai'
import fc from 'fast-check'
import { after, before, describe, it } from 'mocha'
import { Client } from 'pg'
import { inlineRecordset, type RecordColumn, recordset } from '../../src/database/recordset.js'
import { storableJson } from '../../src/database/statement.js'
import { textArray } from '../../src/database/text-array.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'

describe('values of bulk statements', () => {
  let database: TestDatabase
  let client: Client
  before(async () => {
    database = await testDatabase({ migrated: false })
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  const anyText = fc.string({ unit: 'binary' })
  const whole = (text: string) => text.replaceAll(/\0|\p{Cs}/gu, '\ufffd')

  it('come back as they were, but for what PostgreSQL cannot hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(anyText, { nil: null })), async values => {
        const { rows } = await client.query('SELECT $1::text[] AS values', [textArray(values)])
        expect(rows[0].values).to.deep.equal(values.map(value => value && whole(value)))
      }),
      { numRuns: 60 },
    )
  })

  it('mean the same written out and as parameters', async () => {
    const columns: readonly RecordColumn<{ text: string; json: unknown }>[] = [
      { name: 'text', type: 'text', of: ({ text }) => text },
      { name: 'json', type: 'jsonb', of: ({ json }) => storableJson(json) },
    ]
    const item = fc.record({ text: anyText, json: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 5 }), async items => {
        const select = (source: string) =>
          `SELECT text, json, position FROM ${source} AS row ORDER BY position`
        const bound = recordset(columns, items)
        const asParameters = await client.query(select(bound.source), [...bound.values])
        const writtenOut = await client.query(select(inlineRecordset(columns, items).source))
        expect(writtenOut.rows).to.deep.equal(asParameters.rows)
        expect(asParameters.rows.map(row => row.text)).to.deep.equal(items.map(({ text }) => whole(text)))
      }),
      { numRuns: 60 },
    )
  })
})

describe('storableJson', () => {
  const cases = [
    {
      name: 'leaves what can be stored as it is',
      value: { a: 'é 🚢 \\u0000' },
      json: '{"a":"é 🚢 \\\\u0000"}',
    },
    { name: 'replaces NUL', value: ['a\0b'], json: '["a\\ufffdb"]' },
    {
      name: 'replaces halves of pairs',
      value: ['\ud800', '\udfff\ud800'],
      json: '["\\ufffd","\\ufffd\\ufffd"]',
    },
    { name: 'tells NUL from a backslash before u0000', value: ['\\u0000\0'], json: '["\\\\u0000\\ufffd"]' },
    { name: 'replaces them in keys as well', value: { '\0': 1 }, json: '{"\\ufffd":1}' },
  ]
  for (const { name, value, json } of cases) {
    it(name, () => {
      expect(storableJson(value)).to.equal(json)
    })
  }
})
