import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncReportSchema } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, callFor, callForProblem } from '../call.js'
import { sampleApps, serve, type TestServer, writeApps } from '../serve.js'
import { until } from '../until.js'

const sync = 'POST /api/v1/catalog/sync'

describe('sync', () => {
  let server: TestServer
  before(async () => {
    server = await serve()
  })
  after(() => server.close())

  it('answers its report, also when manifests are broken', async () => {
    const report = await callFor(syncReportSchema, server.url, sync)
    expect(report).to.include({ status: 'completed', dryRun: false, catalogVersion: 1 })
    expect(report.counts).to.include({ found: 3, unchanged: 3, active: 2, neverValid: 1 })
  })

  const bodies = [
    { name: 'no body and no type', init: {} },
    { name: 'a type and no body', init: { headers: { 'Content-Type': 'application/json' } } },
    { name: 'an empty object', init: { body: {} } },
  ]
  for (const { name, init } of bodies)
    it(`takes ${name}`, async () => {
      expect((await call(server.url, sync, init)).status).to.equal(200)
    })

  it('is told where to look where it need not wait', async () => {
    for (const Prefer of ['respond-async', 'wait=1, Respond-Async; x=y']) {
      const { status, headers, json } = await call(server.url, sync, { headers: { Prefer } })
      expect(status).to.equal(202)
      expect(headers.get('Preference-Applied')).to.equal('respond-async')
      const { id } = syncReportSchema.parse(json)
      expect(headers.get('Location')).to.equal(`/api/v1/catalog/syncs/${id}`)
      const report = await until(
        () => callFor(syncReportSchema, server.url, `GET /api/v1/catalog/syncs/${id}`),
        ({ status: now }) => now !== 'running',
      )
      expect(report).to.include({ id, status: 'completed' })
    }
  })

  it('waits for a dry run, and where nothing else is preferred', async () => {
    const dry = { headers: { Prefer: 'respond-async' }, body: { dryRun: true } }
    expect((await call(server.url, sync, dry)).status).to.equal(200)
    expect((await call(server.url, sync, { headers: { Prefer: 'return=minimal' } })).status).to.equal(200)
  })

  it('writes nothing in a dry run', async () => {
    await writeApps(server.directory, { news: sampleApps.blog })
    const report = await callFor(syncReportSchema, server.url, sync, { body: { dryRun: true } })
    expect(report).to.include({ dryRun: true })
    expect(report.counts.added).to.equal(1)
    expect((await call(server.url, 'GET /api/v1/catalog/news')).status).to.equal(404)
  })

  it('keeps its reports, newest first', async () => {
    const report = await callFor(syncReportSchema, server.url, sync)
    const { json } = await call(server.url, 'GET /api/v1/catalog/syncs')
    expect(json).to.have.nested.property('items[0].id', report.id)
    const one = await callFor(syncReportSchema, server.url, `GET /api/v1/catalog/syncs/${report.id}`)
    expect(one.counts).to.deep.equal(report.counts)
  })

  for (const id of ['x', '00000000-0000-7000-8000-000000000000'])
    it(`knows no sync ${id}`, async () => {
      const problem = await callForProblem(server.url, `GET /api/v1/catalog/syncs/${id}`)
      expect(problem).to.include({ status: 404, code: 'SYNC_NOT_FOUND' })
    })

  it('leads from the slug of before to the one of now', async () => {
    await rename(join(server.directory, 'shop'), join(server.directory, 'store'))
    await call(server.url, sync)
    const problem = await callForProblem(server.url, 'GET /api/v1/catalog/shop')
    expect(problem).to.include({ status: 404, code: 'APP_MOVED', movedTo: 'store' })
  })

  it('is an error that changes nothing when the apps directory is missing', async () => {
    await rm(server.directory, { recursive: true })
    const problem = await callForProblem(server.url, sync)
    expect(problem).to.include({ status: 503, code: 'SOURCE_UNAVAILABLE' })
    expect((await call(server.url, 'GET /api/v1/catalog/store')).status).to.equal(200)
  })
})

describe('sync of a source that lost most of its apps', () => {
  let server: TestServer
  before(async () => {
    const apps = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`app-${index}`, sampleApps.blog]),
    )
    server = await serve({ apps })
  })
  after(() => server.close())

  it('is held back with what it would do, unless it is forced', async () => {
    for (let index = 2; index < 12; index += 1)
      await rm(join(server.directory, `app-${index}`), { recursive: true })
    const problem = await callForProblem(server.url, sync)
    expect(problem).to.include({ status: 409, code: 'SYNC_HELD' })
    expect((await call(server.url, 'GET /api/v1/catalog/app-7')).status).to.equal(200)
    const report = await callFor(syncReportSchema, server.url, sync, { body: { force: true } })
    expect(report.counts.removed).to.equal(10)
  })
})
