import { type Waybill, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, callForProblem } from '../call.js'
import { serve, type TestServer } from '../serve.js'

/** A Waybill whose database is away, or that has a defect, as `error` says. */
function failing(waybill: Waybill, error: () => Error | undefined): Waybill {
  const version: Waybill['catalog']['version'] = async () => {
    const thrown = error()
    if (thrown !== undefined) throw thrown
    return waybill.catalog.version()
  }
  const health: Waybill['health'] = async () => {
    const found = await waybill.health()
    const reason = error()?.message ?? null
    return {
      ...found,
      ok: reason === null,
      database: { ...found.database, ok: reason === null, error: reason },
    }
  }
  const catalog = Object.create(waybill.catalog, { version: { value: version } })
  return Object.create(waybill, { catalog: { value: catalog }, health: { value: health } })
}

describe('what fails', () => {
  let server: TestServer
  let error: Error | undefined
  before(async () => {
    server = await serve({ wrap: waybill => failing(waybill, () => error) })
  })
  after(() => server.close())

  it('is 503 with Retry-After while the database is away, and 200 as soon as it is back', async () => {
    error = new WaybillError('STORAGE_UNAVAILABLE', 'The database does not answer.')
    const problem = await callForProblem(server.url, 'GET /api/v1/catalog')
    expect(problem).to.include({
      status: 503,
      code: 'STORAGE_UNAVAILABLE',
      detail: 'The database does not answer.',
    })
    expect((await callForProblem(server.url, 'GET /readyz')).status).to.equal(503)
    expect((await call(server.url, 'GET /livez')).status).to.equal(200)
    error = undefined
    expect((await call(server.url, 'GET /api/v1/catalog')).status).to.equal(200)
    expect((await call(server.url, 'GET /readyz')).status).to.equal(200)
  })

  it('has all that is known of its health in the answer of 503', async () => {
    error = new WaybillError('STORAGE_UNAVAILABLE', 'connection refused')
    const problem = await callForProblem(server.url, 'GET /health')
    expect(problem).to.include({ status: 503, ok: false })
    expect(problem.database).to.deep.include({ ok: false, error: 'connection refused' })
    expect(problem.source).to.include({ ok: true })
    error = undefined
  })

  it('is a 500 that tells nothing to the client and all to the log', async () => {
    error = new Error('password=hunter2')
    const problem = await callForProblem(server.url, 'GET /api/v1/catalog')
    expect(problem).to.include({
      status: 500,
      code: 'INTERNAL',
      detail: 'Something went wrong inside Waybill.',
    })
    const entry = server.log.find(({ fields }) => fields.requestId === problem.requestId)
    expect(entry?.level).to.equal('error')
    expect(entry?.fields.err).to.equal(error)
    error = undefined
  })
})
