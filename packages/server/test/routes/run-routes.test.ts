import { eventPageSchema, runPageSchema, runSchema, type Workspace, workspaceSchema } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, callFor, callForProblem } from '../call.js'
import { serve, type TestServer } from '../serve.js'
import { until } from '../until.js'

describe('runs, events and templates', () => {
  let server: TestServer
  let workspace: Workspace
  before(async () => {
    server = await serve()
    const { id } = await server.waybill.workspaces.create({ appSlug: 'shop', name: 'shop' })
    workspace = await until(
      () => server.waybill.workspaces.get(id),
      ({ status }) => status === 'ready',
    )
  })
  after(() => server.close())

  it('lists runs by workspace, status and kind', async () => {
    const list = (query: string) => callFor(runPageSchema, server.url, `GET /api/v1/runs${query}`)
    expect((await list(`?workspaceId=${workspace.id}`)).items).to.have.length(1)
    expect((await list('?status=applied&kind=provision')).items.map(({ id }) => id)).to.deep.equal([
      workspace.currentRun.id,
    ])
    expect((await list('?kind=destroy')).items).to.deep.equal([])
  })

  it('gives one run', async () => {
    const run = await callFor(runSchema, server.url, `GET /api/v1/runs/${workspace.currentRun.id}`)
    expect(run).to.include({ kind: 'provision', status: 'applied', simulated: true })
  })

  it('refuses to cancel what has ended', async () => {
    const problem = await callForProblem(server.url, `POST /api/v1/runs/${workspace.currentRun.id}/cancel`)
    expect(problem).to.include({ status: 409, code: 'RUN_CONFLICT' })
  })

  it('cancels what has not', async () => {
    const { currentRun } = await callFor(workspaceSchema, server.url, 'POST /api/v1/workspaces', {
      body: { appSlug: 'blog' },
    })
    const answer = await call(server.url, `POST /api/v1/runs/${currentRun.id}/cancel`)
    expect(answer.status).to.equal(202)
    const run = await until(
      () => server.waybill.runs.get(currentRun.id),
      ({ endedAt }) => endedAt !== null,
    )
    expect(run.status).to.equal('canceled')
  })

  for (const id of ['x', '00000000-0000-7000-8000-000000000000'])
    for (const target of [
      `GET /api/v1/runs/${id}`,
      `GET /api/v1/runs/${id}/log`,
      `POST /api/v1/runs/${id}/cancel`,
    ] as const)
      it(`${target} is 404`, async () => {
        expect(await callForProblem(server.url, target)).to.include({ status: 404, code: 'RUN_NOT_FOUND' })
      })

  it('tells what happened, page by page, without gaps', async () => {
    const list = (query: string) => callFor(eventPageSchema, server.url, `GET /api/v1/events${query}`)
    const { items, last } = await list('')
    expect(items.map(({ number }) => number)).to.deep.equal(items.map((_, index) => index + 1))
    expect(items.map(({ type }) => type)).to.include.members([
      'app.added',
      'sync.completed',
      'workspace.created',
      'run.status',
    ])
    const rest = await list(`?after=${last - 1}&limit=1`)
    expect(rest.items.map(({ number }) => number)).to.deep.equal([last])
    expect((await list(`?after=${last + 100}`)).items).to.deep.equal([])
  })

  it('lists templates', async () => {
    const { json } = await call(server.url, 'GET /api/v1/templates')
    expect(json).to.have.nested.property('items[0].name', 'simulated')
  })
})
