import { createWaybill, directorySource, makeTokenVerifier, memoryStorage } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { authenticateByFirst, createServer, fixedToken, type RequestLogEntry } from '../../src/index.js'
import { call, callForProblem } from '../call.js'

/** A server that knows real tokens, and the Waybill that makes them. */
async function serveWithTokens(options: { now: () => Date }) {
  const storage = memoryStorage()
  const waybill = await createWaybill({
    source: directorySource('.'),
    storage,
    worker: false,
    clock: options.now,
  })
  const verifier = await makeTokenVerifier({
    store: storage.tokens,
    events: storage.events,
    clock: options.now,
  })
  const log: RequestLogEntry[] = []
  const server = createServer({
    waybill,
    waybillVersion: '0',
    port: 0,
    debug: true,
    authenticate: authenticateByFirst([
      fixedToken('the-first-token-of-an-operator-123', { name: 'admin-token-file', role: 'admin' }),
      secret => verifier.verify(secret),
    ]),
    onLog: entry => log.push(entry),
  })
  const { url } = await server.listen()
  const close = async () => {
    await server.close({ graceMs: 100 })
    await verifier.close()
    await waybill.close()
  }
  return { url, waybill, log, close }
}

const bearer = (secret: string) => ({ headers: { Authorization: `Bearer ${secret}` } })

describe('bearer tokens', () => {
  let now = new Date('2026-01-31T09:00:00.000Z')
  let server: Awaited<ReturnType<typeof serveWithTokens>> | undefined
  const serve = async () => {
    now = new Date('2026-01-31T09:00:00.000Z')
    server = await serveWithTokens({ now: () => now })
    return server
  }
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('let in, and name the actor of what they change', async () => {
    const { url, waybill, log } = await serve()
    const { secret } = await waybill.tokens.create({ name: 'ci', role: 'operator' })
    const dryRun = await call(url, 'POST /api/v1/catalog/sync', {
      ...bearer(secret),
      body: { force: true },
    })
    expect(dryRun.status, dryRun.text).to.be.oneOf([200, 409])
    const { items } = await waybill.events.list()
    expect(items.filter(({ type }) => type.startsWith('sync.')).map(({ actor }) => actor)).to.deep.equal([
      'ci',
    ])
    expect(log.map(({ fields }) => fields.principal)).to.deep.equal(['ci'])
  })

  it('the one of a file lets in too', async () => {
    const { url } = await serve()
    const answer = await call(url, 'GET /api/v1/events', bearer('the-first-token-of-an-operator-123'))
    expect(answer.status).to.equal(200)
  })

  it('are refused from the moment they are revoked', async () => {
    const { url, waybill } = await serve()
    const { secret } = await waybill.tokens.create({ name: 'ci' })
    expect((await call(url, 'GET /api/v1/events', bearer(secret))).status).to.equal(200)
    await waybill.tokens.revoke('ci')
    // The feed tells of it behind the transaction.
    await new Promise(resolve => setImmediate(resolve))
    const problem = await callForProblem(url, 'GET /api/v1/events', bearer(secret))
    expect(problem).to.include({ status: 401, code: 'UNAUTHENTICATED' })
    expect(problem.detail).to.contain('"ci" was revoked')
  })

  it('are refused from the moment they expire', async () => {
    const { url, waybill } = await serve()
    const { secret } = await waybill.tokens.create({ name: 'ci', ttl: '1h' })
    expect((await call(url, 'GET /api/v1/events', bearer(secret))).status).to.equal(200)
    now = new Date(now.getTime() + 3_600_000)
    const answer = await call(url, 'GET /api/v1/events', bearer(secret))
    expect(answer.status).to.equal(401)
    expect(answer.headers.get('WWW-Authenticate')).to.match(
      /^Bearer realm="waybill", error="invalid_token", error_description="The token 'ci' expired on 2026-01-31T10:00:00.000Z."$/,
    )
  })

  const refusals = [
    { name: 'no token', header: undefined, challenge: 'Bearer realm="waybill"' },
    { name: 'an unknown one', header: `Bearer wb_${'a'.repeat(43)}`, challenge: 'error="invalid_token"' },
    { name: 'an empty one', header: 'Bearer ', challenge: 'error="invalid_request"' },
    { name: 'two in one', header: 'Bearer a b', challenge: 'error="invalid_request"' },
    { name: 'another scheme', header: 'Basic dXNlcjpwYXNz', challenge: 'error="invalid_request"' },
    { name: 'a very long one', header: `Bearer ${'a'.repeat(8000)}`, challenge: 'error="invalid_token"' },
    { name: 'one that looks like a JWT', header: 'Bearer a.b.c', challenge: 'error="invalid_token"' },
  ]
  for (const { name, header, challenge } of refusals)
    it(`401 for ${name}`, async () => {
      const { url } = await serve()
      const answer = await call(url, 'GET /api/v1/events', {
        headers: header === undefined ? {} : { Authorization: header },
      })
      expect(answer.status).to.equal(401)
      expect(answer.headers.get('WWW-Authenticate')).to.contain(challenge)
    })

  it('are not read from the address, and never stand in an answer or a log entry', async () => {
    const { url, waybill, log } = await serve()
    const { secret } = await waybill.tokens.create({ name: 'ci' })
    expect((await call(url, `GET /api/v1/events?access_token=${secret}`)).status).to.equal(401)
    await call(url, 'GET /api/v1/catalog/none', bearer(secret))
    const broken = await call(url, 'GET /api/v1/events', bearer(`${secret}x`))
    expect(broken.text).not.to.contain(secret)
    expect(log).to.have.length(3)
    expect(
      JSON.stringify(log, (_key, value) => (value instanceof Error ? { ...value, s: value.stack } : value)),
    ).not.to.contain(secret)
  })
})
