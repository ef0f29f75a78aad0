import { runSchema, type Workspace, workspacePageSchema, workspaceSchema } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, callFor, callForProblem } from '../call.js'
import { serve, type TestServer } from '../serve.js'
import { until } from '../until.js'

const create = 'POST /api/v1/workspaces'

describe('workspaces', () => {
  let server: TestServer
  before(async () => {
    server = await serve()
  })
  after(() => server.close())

  const get = (idOrName: string) => callFor(workspaceSchema, server.url, `GET /api/v1/workspaces/${idOrName}`)
  const reach = (id: string, status: Workspace['status']) =>
    until(
      () => get(id),
      workspace => workspace.status === status,
    )

  it('goes from 201 pending over ready to destroyed', async () => {
    const created = await call(server.url, create, {
      body: { appSlug: 'shop', name: 'life', owner: 'team-shop' },
    })
    const workspace = workspaceSchema.parse(created.json)
    expect(created.status).to.equal(201)
    expect(created.headers.get('Location')).to.equal(`/api/v1/workspaces/${workspace.id}`)
    expect(workspace).to.include({
      status: 'pending',
      appSlug: 'shop',
      name: 'life',
      owner: 'team-shop',
      simulated: true,
    })
    const ready = await reach(workspace.id, 'ready')
    expect(Object.keys(ready.endpoints)).to.have.members(['frontend', 'api'])
    expect(await get('life')).to.include({ id: workspace.id })

    const destroyed = await call(server.url, `DELETE /api/v1/workspaces/${workspace.id}`)
    expect(destroyed.status).to.equal(202)
    const { currentRun } = workspaceSchema.parse(destroyed.json)
    expect(destroyed.headers.get('Location')).to.equal(`/api/v1/runs/${currentRun.id}`)
    const run = await callFor(runSchema, server.url, `GET ${destroyed.headers.get('Location') as '/'}`)
    expect(run).to.include({ kind: 'destroy', workspaceId: workspace.id })
    await reach(workspace.id, 'destroyed')
    const again = await call(server.url, `DELETE /api/v1/workspaces/${workspace.id}`)
    expect(again.status).to.equal(200)
    expect(again.json).to.include({ status: 'destroyed' })
  })

  it('makes one workspace per idempotency key', async () => {
    const init = { body: { appSlug: 'blog' }, headers: { 'Idempotency-Key': 'pr-42' } }
    const first = await callFor(workspaceSchema, server.url, create, init)
    const second = await callFor(workspaceSchema, server.url, create, init)
    expect(second.id).to.equal(first.id)
  })

  it('lists by app, status and owner, page by page, the destroyed ones only when asked for', async () => {
    const list = (query: string) => callFor(workspacePageSchema, server.url, `GET /api/v1/workspaces${query}`)
    await callFor(workspaceSchema, server.url, create, {
      body: { appSlug: 'blog', name: 'listed', owner: 'team-blog' },
    })
    await reach('listed', 'ready')
    expect((await list('?owner=team-blog')).items.map(({ name }) => name)).to.deep.equal(['listed'])
    expect((await list('?appSlug=shop')).total).to.equal(0)
    expect((await list('?appSlug=shop&status=destroyed')).items.map(({ name }) => name)).to.deep.equal([
      'life',
    ])
    const first = await call(server.url, 'GET /api/v1/workspaces?appSlug=blog&limit=1')
    const link = /^<(\/[^>]+)>; rel="next"$/.exec(first.headers.get('Link') ?? '')?.[1]
    const { items } = await callFor(workspacePageSchema, server.url, `GET ${link as '/'}`)
    expect(items).to.have.length(1)
    expect(items[0]?.name).not.to.equal('listed')
  })

  const refused = [
    {
      name: 'an unknown app',
      body: { appSlug: 'shpo' },
      status: 404,
      code: 'APP_NOT_FOUND',
      pointer: '/appSlug',
    },
    {
      name: 'an app that never was good',
      body: { appSlug: 'typo' },
      status: 409,
      code: 'APP_BROKEN',
      pointer: '/appSlug',
    },
    {
      name: 'an unknown template',
      body: { appSlug: 'shop', template: 'aws' },
      status: 422,
      code: 'TEMPLATE_NOT_FOUND',
      pointer: '/template',
    },
    {
      name: 'a parameter that the template has not',
      body: { appSlug: 'shop', parameters: { cpu: 1 } },
      status: 422,
      code: 'INVALID_INPUT',
      pointer: '/parameters/cpu',
    },
    {
      name: 'a name that is no DNS label',
      body: { appSlug: 'shop', name: 'My Shop' },
      status: 422,
      code: 'INVALID_INPUT',
      pointer: '/name',
    },
  ]
  for (const { name, body, status, code, pointer } of refused)
    it(`refuses ${name}`, async () => {
      const problem = await callForProblem(server.url, create, { body })
      expect(problem).to.include({ status, code })
      expect(problem.errors?.[0]?.pointer).to.equal(pointer)
    })

  it('refuses a name that is taken', async () => {
    await call(server.url, create, { body: { appSlug: 'shop', name: 'taken' } })
    const problem = await callForProblem(server.url, create, { body: { appSlug: 'blog', name: 'taken' } })
    expect(problem).to.include({ status: 409, code: 'NAME_TAKEN' })
  })

  for (const id of ['nobody', '00000000-0000-7000-8000-000000000000', 'a'.repeat(500), '%F0%9F%92%A9'])
    for (const method of ['GET', 'DELETE'] as const)
      it(`${method} knows no workspace ${id.slice(0, 36)}`, async () => {
        const problem = await callForProblem(server.url, `${method} /api/v1/workspaces/${id}`)
        expect(problem).to.include({ status: 404, code: 'WORKSPACE_NOT_FOUND' })
      })
})
