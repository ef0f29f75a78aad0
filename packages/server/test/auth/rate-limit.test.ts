import { expect } from 'chai'
import { describe, it } from 'mocha'
import { callerOfAddress } from '../../src/auth/rate-limit.js'
import { call } from '../call.js'
import { serverPerTest } from '../serve.js'

describe('rate limits', () => {
  const serve = serverPerTest()

  it('answer 429 and say when to ask again', async () => {
    const { url } = await serve({ requestsPerMinute: 2 })
    const first = await call(url, 'GET /api/v1/events')
    expect(first.headers.get('RateLimit-Policy')).to.equal('"default";q=2;w=60')
    expect(first.headers.get('RateLimit')).to.match(/^"default";r=1;t=\d+$/)
    expect((await call(url, 'GET /api/v1/catalog')).status).to.equal(200)
    const third = await call(url, 'GET /api/v1/events')
    expect(third.status).to.equal(429)
    expect(third.json).to.include({ code: 'RATE_LIMITED' })
    expect(Number(third.headers.get('Retry-After'))).to.be.within(1, 60)
    expect((await call(url, 'GET /livez')).status).to.equal(200)
  })

  it('count each principal by itself, and who is refused by address', async () => {
    const { url } = await serve({
      requestsPerMinute: 1,
      authenticate: async name => (name.length === 1 ? { name, role: 'viewer' } : undefined),
    })
    const ask = async (credential: string) =>
      (await call(url, 'GET /api/v1/events', { headers: { Authorization: `Bearer ${credential}` } })).status
    expect([await ask('a'), await ask('b'), await ask('a')]).to.deep.equal([200, 200, 429])
    expect([await ask('wrong'), await ask('other'), await ask('b')]).to.deep.equal([401, 429, 429])
  })

  it('tell addresses apart behind a proxy that is trusted, and only then', async () => {
    const forwarded = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
    const trusting = await serve({ requestsPerMinute: 1, trustProxy: 1 })
    const ask = async (url: string, address: string) =>
      (await call(url, 'GET /api/v1/events', forwarded(address))).status
    expect(await ask(trusting.url, '192.0.2.1')).to.equal(200)
    expect(await ask(trusting.url, '192.0.2.2')).to.equal(200)
    // What a client writes into the header itself stands before what the proxy adds.
    expect(await ask(trusting.url, '192.0.2.9, 192.0.2.1')).to.equal(429)
    const plain = await serve({ requestsPerMinute: 1 })
    expect(await ask(plain.url, '192.0.2.1')).to.equal(200)
    expect(await ask(plain.url, '192.0.2.2')).to.equal(429)
  })

  const addresses = [
    { address: '192.0.2.1', caller: '192.0.2.1' },
    { address: '::ffff:192.0.2.1', caller: '192.0.2.1' },
    { address: '2001:db8:1:2:3:4:5:6', caller: '32.1.13.184.0.1.0.2' },
    { address: '2001:db8:1:2::9', caller: '32.1.13.184.0.1.0.2' },
    { address: '', caller: 'local' },
    { address: 'unknown', caller: 'local' },
  ]
  for (const { address, caller } of addresses)
    it(`${address || 'no address'} is ${caller}`, () => {
      expect(callerOfAddress(address)).to.equal(caller)
    })
})
