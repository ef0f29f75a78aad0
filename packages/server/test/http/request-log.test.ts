import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, callForProblem } from '../call.js'
import { serve, type TestServer } from '../serve.js'

describe('request log', () => {
  let server: TestServer
  before(async () => {
    server = await serve({ debug: true, trustProxy: true })
  })
  after(() => server.close())

  const entriesOf = (id: string) => server.log.filter(({ fields }) => fields.requestId === id)

  it('tells each request once, under the id that the caller gave', async () => {
    const headers = { 'X-Request-Id': 'pr-42', 'X-Forwarded-For': '203.0.113.7' }
    const answer = await call(server.url, 'GET /api/v1/catalog/shop', { headers })
    expect(answer.headers.get('X-Request-Id')).to.equal('pr-42')
    const [entry, ...others] = entriesOf('pr-42')
    expect(others).to.deep.equal([])
    expect(entry).to.include({ level: 'info', message: 'GET /api/v1/catalog/shop 200' })
    expect(entry?.fields).to.include({
      method: 'GET',
      path: '/api/v1/catalog/shop',
      route: '/api/v1/catalog/{slug}',
      status: 200,
      complete: true,
      remoteAddress: '203.0.113.7',
    })
    expect(entry?.fields.durationMs).to.be.within(0, 10_000)
  })

  it('has the error of a refused request with debug, and never a query', async () => {
    const { requestId } = await callForProblem(server.url, 'GET /api/v1/catalog?token=secret')
    const [entry] = entriesOf(requestId)
    expect(entry).to.include({ level: 'info', message: 'GET /api/v1/catalog 400' })
    expect(entry?.fields.err).to.be.instanceOf(Error)
  })

  it('has no route for a path that is none', async () => {
    const { requestId } = await callForProblem(server.url, 'GET /nothing')
    expect(entriesOf(requestId)[0]?.fields.route).to.equal(null)
  })
})
