import { MemoryAnswerStore, workspaceSchema } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { call, callFor, callForProblem } from '../call.js'
import { defer } from '../deferred.js'
import { serverPerTest } from '../serve.js'
import { until } from '../until.js'

const create = 'POST /api/v1/workspaces'
const headers = { 'Idempotency-Key': 'pr-42' }

describe('Idempotency-Key', () => {
  const serve = serverPerTest()

  it('gives the same answer again, and says so', async () => {
    const { url, waybill } = await serve()
    const first = await call(url, create, { headers, body: { appSlug: 'shop' } })
    const again = await call(url, create, { headers, body: { appSlug: 'shop' } })
    expect(first.headers.get('Idempotency-Replayed')).to.equal(null)
    expect(again.headers.get('Idempotency-Replayed')).to.equal('true')
    expect(again.status).to.equal(201)
    expect(again.text).to.equal(first.text)
    expect(again.headers.get('Location')).to.equal(first.headers.get('Location'))
    expect((await waybill.workspaces.list()).total).to.equal(1)
  })

  it('refuses another request with a key that was used', async () => {
    const { url } = await serve()
    await call(url, create, { headers, body: { appSlug: 'shop' } })
    const body = await callForProblem(url, create, { headers, body: { appSlug: 'blog' } })
    expect(body).to.include({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
    expect(body.errors?.[0]?.pointer).to.equal('/Idempotency-Key')
    const path = await callForProblem(url, 'POST /api/v1/catalog/sync', {
      headers,
      body: { appSlug: 'shop' },
    })
    expect(path).to.include({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
  })

  it('says that the first one is still being answered', async () => {
    const held = defer()
    const { url } = await serve({
      wrap: waybill => ({
        ...waybill,
        catalog: {
          ...waybill.catalog,
          async sync(options) {
            await held.promise
            return waybill.catalog.sync(options)
          },
        },
      }),
    })
    const sync = () => call(url, 'POST /api/v1/catalog/sync', { headers })
    const first = sync()
    const busy = await until(sync, ({ status }) => status === 409)
    expect(busy.json).to.include({ code: 'IDEMPOTENCY_KEY_IN_USE' })
    expect(busy.headers.get('Retry-After')).to.equal('1')
    held.resolve()
    const answer = await first
    expect(answer.status).to.equal(200)
    expect((await sync()).text).to.equal(answer.text)
  })

  it('lets a request that failed be made again', async () => {
    let fails = true
    const { url } = await serve({
      wrap: waybill => ({
        ...waybill,
        workspaces: {
          ...waybill.workspaces,
          create: input => (fails ? Promise.reject(new Error('no')) : waybill.workspaces.create(input)),
        },
      }),
    })
    const body = { appSlug: 'shop' }
    expect((await call(url, create, { headers, body })).status).to.equal(500)
    fails = false
    expect((await call(url, create, { headers, body })).status).to.equal(201)
  })

  it('holds over all processes that keep their answers in one place', async () => {
    const answers = new MemoryAnswerStore()
    const [one, other] = [await serve({ answers }), await serve({ answers })]
    const first = await callFor(workspaceSchema, one.url, create, { headers, body: { appSlug: 'shop' } })
    const again = await callFor(workspaceSchema, other.url, create, { headers, body: { appSlug: 'shop' } })
    expect(again.id).to.equal(first.id)
    expect((await other.waybill.workspaces.list()).total).to.equal(0)
  })

  it('has to be one that can be written in a header', async () => {
    const { url } = await serve()
    for (const key of ['with space', 'x'.repeat(256)]) {
      const init = { headers: { 'Idempotency-Key': key }, body: { appSlug: 'shop' } }
      const problem = await callForProblem(url, create, init)
      expect(problem).to.include({ status: 422, code: 'INVALID_INPUT' })
    }
  })
})

describe('If-Match', () => {
  const serve = serverPerTest()

  it('changes a workspace only as it was read', async () => {
    const { url } = await serve()
    const made = await callFor(workspaceSchema, url, create, { body: { appSlug: 'shop' } })
    const path = `/api/v1/workspaces/${made.id}` as const
    await until(
      () => callFor(workspaceSchema, url, `GET ${path}`),
      ({ status }) => status === 'ready',
    )
    const etag = (await call(url, `GET ${path}`)).headers.get('ETag') ?? ''
    expect(etag).to.match(/^"[^"]+"$/)
    const patch = (match: string) =>
      call(url, `PATCH ${path}`, { headers: { 'If-Match': match }, body: { owner: `${Math.random()}` } })
    const patched = await patch(`"other", ${etag}`)
    expect(patched.status).to.equal(200)
    for (const stale of ['"2020-01-01T00:00:00.000Z"', '"nonsense"', `W/${etag}`, 'nonsense', '"a", "b"']) {
      const { status, json } = await patch(stale)
      expect(status, stale).to.equal(412)
      expect(json).to.include({ code: 'PRECONDITION_FAILED' })
    }
    expect((await patch(patched.headers.get('ETag') ?? '')).status).to.equal(200)
    expect((await patch('*')).status).to.equal(200)
    const refused = await callForProblem(url, `DELETE ${path}`, { headers: { 'If-Match': '"x"' } })
    expect(refused.status).to.equal(412)
  })

  it('answers 404 for what is not there', async () => {
    const { url } = await serve()
    const init = { headers: { 'If-Match': '"x"' }, body: {} }
    expect((await call(url, 'PATCH /api/v1/workspaces/nothing', init)).status).to.equal(404)
  })
})
