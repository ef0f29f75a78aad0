import { expect } from 'chai'
import { describe, it } from 'mocha'
import { buildConnectionUrl } from '../src/connection-url.js'
import { buildInitdbArgs, buildServerArgs } from '../src/server-settings.js'
import { chooseSocketDir } from '../src/socket-dir.js'

describe('buildServerArgs', () => {
  const base = { dataArg: '/data', clusterName: 'waybill-1-2' }

  it('keeps PostgreSQL off the network and in its data directory', () => {
    const args = buildServerArgs({ ...base, durable: true })
    expect(args.slice(0, 2)).to.deep.equal(['-D', '/data'])
    expect(args).to.include.members([
      'listen_addresses=',
      'unix_socket_directories=.',
      'cluster_name=waybill-1-2',
    ])
  })

  it('gives durability up only when told to', () => {
    const weak = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
    expect(buildServerArgs({ ...base, durable: false })).to.include.members(weak)
    expect(buildServerArgs({ ...base, durable: true })).to.not.include.members(weak)
  })
})

describe('buildInitdbArgs', () => {
  const cases = [
    { major: 18, durable: true, has: '--builtin-locale=C.UTF-8', hasNot: '--no-sync' },
    { major: 17, durable: false, has: '--no-sync', hasNot: '--locale=C.UTF-8' },
    { major: 16, durable: true, has: '--locale=C.UTF-8', hasNot: '--builtin-locale=C.UTF-8' },
  ]
  for (const { major, durable, has, hasNot } of cases) {
    it(`knows what ${major} understands (${durable ? 'durable' : 'not durable'})`, () => {
      const args = buildInitdbArgs({ dataArg: '/data', major, durable })
      expect(args).to.include(has)
      expect(args).to.not.include(hasNot)
    })
  }
})

describe('buildConnectionUrl', () => {
  it('leaves nothing to the PG* variables of the environment', () => {
    expect(buildConnectionUrl({ socketDir: '/a b', database: 'waybill' })).to.equal(
      'postgres://waybill@localhost:5432/waybill?host=%2Fa%20b&sslmode=disable',
    )
  })
})

describe('chooseSocketDir', () => {
  const cases = [
    { name: 'takes the data directory while a socket in it has an address', bytes: 89, short: false },
    { name: 'takes a link below /tmp one byte later', bytes: 90, short: true },
  ]
  for (const { name, bytes, short } of cases) {
    it(name, () => {
      const pgdata = `/${'d'.repeat(bytes - 1)}`
      const expected = short ? '/tmp/waybill-postgres-1000-65024-12' : pgdata
      expect(chooseSocketDir({ pgdata, key: '65024-12', uid: 1000 })).to.equal(expected)
    })
  }
})
