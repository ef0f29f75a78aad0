import type { Waybill } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { call, callForProblem } from '../call.js'
import { type Deferred, defer } from '../deferred.js'
import { serverPerTest } from '../serve.js'

/** A Waybill whose database takes what it is asked and answers only once the test says so. */
function hanging(waybill: Waybill, answer: Deferred): Waybill {
  const later =
    <Arguments extends unknown[], Result>(ask: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments) => {
      await answer.promise
      return ask(...args)
    }
  return {
    ...waybill,
    health: later(waybill.health),
    catalog: { ...waybill.catalog, version: later(waybill.catalog.version) },
    events: { ...waybill.events, list: later(waybill.events.list) },
    workspaces: { ...waybill.workspaces, list: later(waybill.workspaces.list) },
  }
}

describe('a database that hangs', () => {
  const serve = serverPerTest()

  it('holds no reader: 503 in time, and all is well once it goes on', async () => {
    const answer = defer()
    const server = await serve({ wrap: waybill => hanging(waybill, answer), answerWithinMs: 100 })
    const paths = ['/api/v1/catalog', '/api/v1/workspaces', '/api/v1/events', '/health', '/readyz'] as const
    for (const path of paths) {
      const problem = await callForProblem(server.url, `GET ${path}`)
      expect(problem, path).to.include({ status: 503, code: 'STORAGE_UNAVAILABLE' })
    }
    const readiness = await callForProblem(server.url, 'GET /readyz')
    expect(readiness).to.have.nested.property('checks.database.ok', false)
    const stream = await call(server.url, 'GET /api/v1/events', { headers: { Accept: 'text/event-stream' } })
    expect(stream.status).to.equal(503)
    expect((await call(server.url, 'GET /livez')).status).to.equal(200)
    answer.resolve()
    for (const path of paths) expect((await call(server.url, `GET ${path}`)).status, path).to.equal(200)
    expect(server.log.filter(({ fields }) => fields.status === 500)).to.deep.equal([])
  })
})
