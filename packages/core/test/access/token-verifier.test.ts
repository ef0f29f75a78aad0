import { expect } from 'chai'
import { describe, it } from 'mocha'
import { makeTokens } from '../../src/access/token-service.js'
import type { TokenStore } from '../../src/access/token-store.js'
import { makeTokenVerifier } from '../../src/access/token-verifier.js'
import { WaybillError } from '../../src/error/waybill-error.js'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { until } from '../../src/testing/until.js'

/** A verifier over a store that counts what it is asked. */
async function makeLab() {
  const storage = memoryStorage()
  let now = new Date('2026-01-31T09:00:00.000Z')
  const clock = () => now
  const asked: string[] = []
  const errors: unknown[] = []
  let isAway = false
  const store: TokenStore = {
    insert: token => storage.tokens.insert(token),
    list: () => storage.tokens.list(),
    revoke: (id, at) => storage.tokens.revoke(id, at),
    findByHash: hash => {
      asked.push('find')
      return storage.tokens.findByHash(hash)
    },
    touch: async (id, at) => {
      asked.push('touch')
      if (isAway) throw new WaybillError('STORAGE_UNAVAILABLE', 'away')
      await storage.tokens.touch(id, at)
    },
  }
  const verifier = await makeTokenVerifier({
    store,
    events: storage.events,
    clock,
    onError: error => errors.push(error),
  })
  return {
    storage,
    verifier,
    tokens: makeTokens({ storage, clock }),
    asked,
    errors,
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms)
    },
    goAway: () => {
      isAway = true
    },
  }
}

describe('makeTokenVerifier', () => {
  it('asks once for a token that is used again and again, and notes its use once a minute', async () => {
    const { verifier, tokens, asked, pass, storage } = await makeLab()
    const { secret } = await tokens.create({ name: 'ci' })
    await new Promise(resolve => setImmediate(resolve))
    for (let use = 0; use < 5; use++) await verifier.verify(secret)
    expect(asked).to.deep.equal(['find', 'touch'])
    pass(59_000)
    await verifier.verify(secret)
    pass(2000)
    await verifier.verify(secret)
    expect(asked.filter(what => what === 'touch')).to.have.length(2)
    await until(
      async () => (await storage.tokens.list())[0]?.lastUsedAt === '2026-01-31T09:01:01.000Z',
      'the note',
    )
  })

  it('believes what it knows for 5 s', async () => {
    const { verifier, tokens, asked, pass, storage } = await makeLab()
    const { secret, id } = await tokens.create({ name: 'ci' })
    await new Promise(resolve => setImmediate(resolve))
    await verifier.verify(secret)
    // Without an event, as where the bell is lost with a connection.
    await storage.tokens.revoke(id, '2026-01-31T09:00:00.000Z')
    expect(await verifier.verify(secret)).to.deep.equal({ name: 'ci', role: 'viewer' })
    pass(5001)
    await expectCode(verifier.verify(secret), 'UNAUTHENTICATED')
    expect(asked.filter(what => what === 'find')).to.have.length(2)
  })

  it('keeps no answer that a revocation has overtaken', async () => {
    const { verifier, tokens } = await makeLab()
    const { secret } = await tokens.create({ name: 'ci' })
    const verifying = verifier.verify(secret)
    await tokens.revoke('ci')
    await verifying.catch(() => undefined)
    await new Promise(resolve => setImmediate(resolve))
    await expectCode(verifier.verify(secret), 'UNAUTHENTICATED')
  })

  it('lets in although the use cannot be noted', async () => {
    const { verifier, tokens, goAway, errors } = await makeLab()
    const { secret } = await tokens.create({ name: 'ci' })
    goAway()
    expect(await verifier.verify(secret)).to.include({ name: 'ci' })
    await until(() => errors.length === 1, 'the error')
  })

  it('does not ask for what is no secret of Waybill', async () => {
    const { verifier, asked } = await makeLab()
    for (const text of ['', 'wb', 'Bearer', 'a.b.c']) expect(await verifier.verify(text)).to.equal(undefined)
    expect(asked).to.deep.equal([])
  })
})

describe('makeTokens', () => {
  it('tells a secret once, and stores only what SHA-256 makes of it', async () => {
    const { tokens, storage } = await makeLab()
    const { secret, ...token } = await tokens.create({ name: 'ci', role: 'operator', actor: 'ada' })
    expect(secret).to.match(/^wb_[\w-]{43}$/)
    expect(token).to.include({ name: 'ci', role: 'operator', createdBy: 'ada', prefix: secret.slice(0, 8) })
    expect(await tokens.list()).to.deep.equal([token])
    const everything = JSON.stringify([
      await storage.tokens.list(),
      await storage.events.list({ after: 0, limit: 9 }),
    ])
    expect(everything).not.to.contain(secret)
  })

  it('holds 90 days where nothing else is said', async () => {
    const { tokens } = await makeLab()
    expect((await tokens.create({ name: 'a' })).expiresAt).to.equal('2026-05-01T09:00:00.000Z')
    expect((await tokens.create({ name: 'b', ttl: '1h' })).expiresAt).to.equal('2026-01-31T10:00:00.000Z')
    expect((await tokens.create({ name: 'c', ttl: null })).expiresAt).to.equal(null)
  })

  for (const input of [{ name: '' }, { name: 'a b' }, { name: 'a\u001b[31m' }, { name: 'x', ttl: 'soon' }])
    it(`refuses ${JSON.stringify(input)}`, async () => {
      const { tokens } = await makeLab()
      await expectCode(tokens.create(input), 'INVALID_INPUT')
    })

  it('tells of what it does in the change feed', async () => {
    const { tokens, storage } = await makeLab()
    await tokens.create({ name: 'ci', actor: 'ada' })
    await tokens.revoke('ci', { actor: 'bob' })
    await expectCode(tokens.revoke('ci'), 'TOKEN_NOT_FOUND')
    const { items } = await storage.events.list({ after: 0, limit: 9 })
    expect(items.map(({ type, actor, subject }) => [type, actor, subject.name])).to.deep.equal([
      ['token.created', 'ada', 'ci'],
      ['token.revoked', 'bob', 'ci'],
    ])
  })
})
