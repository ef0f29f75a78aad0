import { expectCode } from '@waybill/core/testing'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type DatabaseOptions, resolveDatabase } from '../../src/database/connection.js'
import { makeMigrator, sequelizeStorage } from '../../src/index.js'

const locations: readonly { readonly from: DatabaseOptions; readonly location: string }[] = [
  { from: { url: 'postgres://ada:secret@db.example.com:6432/shop' }, location: 'db.example.com:6432/shop' },
  { from: { connection: 'postgresql://ada:se%40cret@db/shop?sslmode=disable' }, location: 'db:5432/shop' },
  { from: { url: 'postgres://ada@localhost:5432/shop?host=/tmp/socket' }, location: '/tmp/socket:5432/shop' },
  {
    from: { connection: { host: '/run/postgresql', user: 'ada', password: 'secret', database: 'shop' } },
    location: '/run/postgresql:5432/shop',
  },
  { from: { connection: { user: 'ada', database: 'shop' } }, location: 'localhost:5432/shop' },
]

const wrong: readonly { readonly rule: string; readonly options: DatabaseOptions & { poolSize?: number } }[] =
  [
    { rule: 'no database', options: {} },
    { rule: 'a URL that is none', options: { url: 'postgres://[secret' } },
    { rule: 'the schema public', options: { url: 'postgres://x/y', schema: 'public' } },
    { rule: 'a schema of the system', options: { url: 'postgres://x/y', schema: 'pg_waybill' } },
    { rule: 'a schema that would have to be quoted', options: { url: 'postgres://x/y', schema: 'Way"bill' } },
    {
      rule: 'a schema too long for its suffixes',
      options: { url: 'postgres://x/y', schema: 'x'.repeat(41) },
    },
  ]

describe('resolveDatabase', () => {
  for (const { from, location } of locations) {
    it(`says ${location} of ${JSON.stringify(from)}`, () => {
      expect(resolveDatabase(from).location).to.equal(location)
    })
  }

  for (const { rule, options } of wrong) {
    it(`refuses ${rule}`, async () => {
      await expectCode(sequelizeStorage(options), 'CONFIG_INVALID')
      expect(() => makeMigrator(options))
        .to.throw()
        .with.property('code', 'CONFIG_INVALID')
    })
  }

  it('says nothing of the password in the error for a URL that cannot be read', () => {
    expect(() => resolveDatabase({ url: 'postgres://[secret' }))
      .to.throw()
      .with.property('message')
      .that.does.not.include('secret')
  })

  for (const poolSize of [1, 0, 2.5]) {
    it(`refuses a pool of ${poolSize}`, async () => {
      await expectCode(sequelizeStorage({ url: 'postgres://x/y', poolSize }), 'CONFIG_INVALID')
    })
  }
})
