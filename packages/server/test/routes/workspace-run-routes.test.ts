import {
  ledgerEntrySchema,
  outdatedUpdateSchema,
  type Run,
  runSchema,
  stateEntrySchema,
  type Workspace,
  workspaceSchema,
} from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { call, callFor, callForProblem } from '../call.js'
import { sampleApps, serve, type TestServer, writeApps } from '../serve.js'
import { until } from '../until.js'

const slow = { step_seconds: 600 }

describe('what is done with a workspace that is there', () => {
  let server: TestServer
  before(async () => {
    server = await serve()
  })
  after(() => server.close())

  let made = 0
  async function ready(body: object = {}): Promise<Workspace> {
    made += 1
    const { id } = await callFor(workspaceSchema, server.url, 'POST /api/v1/workspaces', {
      body: { appSlug: 'shop', name: `w${made}`, ...body },
    })
    return reach(id, 'ready')
  }

  const reach = (id: string, status: Workspace['status']) =>
    until(
      () => callFor(workspaceSchema, server.url, `GET /api/v1/workspaces/${id}`),
      workspace => workspace.status === status,
    )
  const reachRun = (id: string, status: Run['status']) =>
    until(
      () => callFor(runSchema, server.url, `GET /api/v1/runs/${id}`),
      run => run.status === status,
    )
  const start = async (id: string, body: object) => {
    const answer = await call(server.url, `POST /api/v1/workspaces/${id}/runs`, { body })
    expect(answer.status, answer.text).to.equal(201)
    const run = runSchema.parse(answer.json)
    expect(answer.headers.get('Location')).to.equal(`/api/v1/runs/${run.id}`)
    return run
  }

  it('is renamed, given away, extended and kept for good', async () => {
    const { id } = await ready({ ttl: '1h' })
    const patch = (body: object) =>
      callFor(workspaceSchema, server.url, `PATCH /api/v1/workspaces/${id}`, { body })
    expect(await patch({ name: 'renamed', owner: 'team-shop' })).to.include({
      name: 'renamed',
      owner: 'team-shop',
    })
    const extended = await patch({ ttl: '8h' })
    expect(Date.parse(extended.expiresAt ?? '') - Date.now()).to.be.within(7.9 * 3_600_000, 8 * 3_600_000)
    expect((await patch({ ttl: null, owner: null })).expiresAt).to.equal(null)
  })

  const badPatches = [
    { name: 'a word that cannot be changed', body: { status: 'ready' }, status: 422, pointer: '/status' },
    { name: 'a time to live that is none', body: { ttl: 'soon' }, status: 422, pointer: '/ttl' },
    { name: 'a name that is no label', body: { name: 'No Label' }, status: 422, pointer: '/name' },
  ]
  for (const { name, body, status, pointer } of badPatches) {
    it(`refuses to change ${name}`, async () => {
      const { id } = await ready()
      const problem = await callForProblem(server.url, `PATCH /api/v1/workspaces/${id}`, { body })
      expect(problem).to.include({ status, code: 'INVALID_INPUT' })
      expect(problem.errors?.[0]?.pointer).to.equal(pointer)
    })
  }

  it('is updated with other parameters', async () => {
    const { id } = await ready()
    const run = await start(id, { kind: 'update', parameters: { step_seconds: 0 } })
    expect(run).to.include({ kind: 'update', workspaceId: id })
    await reachRun(run.id, 'applied')
    expect((await reach(id, 'ready')).parameters).to.deep.equal({ step_seconds: 0 })
  })

  for (const kind of ['plan', 'refresh'] as const) {
    it(`is looked at by a ${kind}, which changes nothing`, async () => {
      const { id, currentRun } = await ready()
      const run = await start(id, { kind })
      const ended = await reachRun(run.id, 'planned_and_finished')
      expect(ended.plan).to.deep.include({ add: 0, change: 0, destroy: 0, replace: 0, drift: [] })
      expect((await reach(id, 'ready')).currentRun.id).to.equal(currentRun.id)
    })
  }

  const badRuns = [
    {
      name: 'of an unknown kind',
      body: { kind: 'destroy' },
      status: 422,
      code: 'INVALID_INPUT',
      pointer: '/kind',
    },
    { name: 'of no kind', body: {}, status: 422, code: 'INVALID_INPUT', pointer: '/kind' },
    {
      name: 'with an unknown parameter',
      body: { kind: 'update', parameters: { cpu: 1 } },
      status: 422,
      code: 'INVALID_INPUT',
      pointer: '/parameters/cpu',
    },
    {
      name: 'with a word too many',
      body: { kind: 'plan', force: true },
      status: 422,
      code: 'INVALID_INPUT',
      pointer: '/force',
    },
  ]
  for (const { name, body, status, code, pointer } of badRuns) {
    it(`refuses a run ${name}, and queues nothing`, async () => {
      const { id } = await ready()
      const problem = await callForProblem(server.url, `POST /api/v1/workspaces/${id}/runs`, { body })
      expect(problem).to.include({ status, code })
      expect(problem.errors?.[0]?.pointer).to.equal(pointer)
      expect((await server.waybill.runs.list({ workspaceId: id as never })).items).to.have.length(1)
    })
  }

  it('refuses a run beside one that goes on', async () => {
    const { id } = await ready()
    const first = await start(id, { kind: 'update', parameters: slow })
    const problem = await callForProblem(server.url, `POST /api/v1/workspaces/${id}/runs`, {
      body: { kind: 'plan' },
    })
    expect(problem).to.include({ status: 409, code: 'RUN_CONFLICT' })
    await call(server.url, `POST /api/v1/runs/${first.id}/cancel`)
    await reachRun(first.id, 'canceled')
  })

  it('has a plan that is approved', async () => {
    const { id } = await ready()
    const run = await start(id, { kind: 'update', approve: 'always', parameters: { step_seconds: 0 } })
    await reachRun(run.id, 'applied')
    const asked = await callFor(workspaceSchema, server.url, 'POST /api/v1/workspaces', {
      body: { appSlug: 'blog', approve: 'always' },
    })
    const planned = await reachRun(asked.currentRun.id, 'planned')
    expect(planned.actions).to.deep.equal(['approve', 'discard', 'cancel'])
    const approved = await call(server.url, `POST /api/v1/runs/${planned.id}/approve`)
    expect(approved.status).to.equal(202)
    await reachRun(planned.id, 'applied')
    const ledger = await callFor(
      z.array(ledgerEntrySchema),
      server.url,
      `GET /api/v1/runs/${planned.id}/ledger`,
    )
    expect(ledger.map(({ address, phase }) => [address, phase])).to.deep.equal([
      ['simulated_component.site', 'completed'],
    ])
    const again = await callForProblem(server.url, `POST /api/v1/runs/${planned.id}/approve`, {
      body: { import: true },
    })
    expect(again).to.include({ status: 409, code: 'RUN_CONFLICT' })
  })

  it('has a plan that is discarded, and made again', async () => {
    const { currentRun } = await callFor(workspaceSchema, server.url, 'POST /api/v1/workspaces', {
      body: { appSlug: 'blog', approve: 'always' },
    })
    await reachRun(currentRun.id, 'planned')
    const discarded = await callFor(runSchema, server.url, `POST /api/v1/runs/${currentRun.id}/discard`)
    expect(discarded).to.deep.include({ status: 'discarded', actions: ['retry'] })
    const retried = await call(server.url, `POST /api/v1/runs/${currentRun.id}/retry`)
    expect(retried.status).to.equal(201)
    const next = runSchema.parse(retried.json)
    expect(retried.headers.get('Location')).to.equal(`/api/v1/runs/${next.id}`)
    await reachRun(next.id, 'planned')
    await callFor(runSchema, server.url, `POST /api/v1/runs/${next.id}/discard`)
    const old = await callForProblem(server.url, `POST /api/v1/runs/${currentRun.id}/retry`)
    expect(old).to.include({ status: 409, code: 'RUN_CONFLICT' })
  })

  it('has a run that is not stopped by force before it had its time', async () => {
    const { id } = await ready()
    const run = await start(id, { kind: 'update', parameters: slow })
    const early = await callForProblem(server.url, `POST /api/v1/runs/${run.id}/cancel`, {
      body: { force: true },
    })
    expect(early).to.include({ status: 409, code: 'RUN_CONFLICT' })
    expect(early.detail).to.include('not asked to stop yet')
    await call(server.url, `POST /api/v1/runs/${run.id}/cancel`, { body: {} })
    await reachRun(run.id, 'canceled')
    const wrong = await callForProblem(server.url, `POST /api/v1/runs/${run.id}/cancel`, {
      body: { force: 'yes' },
    })
    expect(wrong).to.include({ status: 422, code: 'INVALID_INPUT' })
  })

  it('has outputs', async () => {
    const { id } = await ready()
    expect((await call(server.url, `GET /api/v1/workspaces/${id}/outputs`)).json).to.deep.equal({})
    expect((await call(server.url, `GET /api/v1/workspaces/${id}/outputs?reveal=true`)).json).to.deep.equal(
      {},
    )
  })

  it('has states, which are listed, downloaded and restored', async () => {
    const { id } = await ready()
    const path = `/api/v1/workspaces/${id}/states` as const
    const list = () => callFor(z.array(stateEntrySchema), server.url, `GET ${path}`)
    const entries = await list()
    const [newest, earlier] = entries
    const file = await call(server.url, `GET ${path}/${earlier?.id}`)
    expect(file.headers.get('Content-Disposition')).to.equal(
      `attachment; filename="${earlier?.serial}.tfstate"`,
    )
    expect(Buffer.byteLength(file.text)).to.equal(earlier?.sizeBytes)
    expect(JSON.parse(file.text)).to.include({ version: 4, serial: earlier?.serial })
    expect(JSON.parse((await call(server.url, `GET ${path}/newest`)).text)).to.include({
      serial: newest?.serial,
    })
    const restored = await call(server.url, `POST ${path}/${earlier?.id}/restore`)
    expect(restored.status).to.equal(201)
    expect(restored.json).to.include({ serial: (newest?.serial ?? 0) + 1, diverged: false })
    expect((await list()).length).to.equal(entries.length + 1)
    const problem = await callForProblem(server.url, `POST ${path}/${earlier?.id}/choose`)
    expect(problem).to.include({ status: 409, code: 'WORKSPACE_CONFLICT' })
    for (const state of ['0', '999999', 'x'])
      expect(await callForProblem(server.url, `GET ${path}/${state}`)).to.include({ code: 'STATE_NOT_FOUND' })
  })

  it('is forgotten without being destroyed, if that is asked for', async () => {
    const { id } = await ready()
    const answer = await call(server.url, `DELETE /api/v1/workspaces/${id}?orphan=true`)
    expect(answer.status).to.equal(200)
    expect(answer.json).to.include({ status: 'destroyed' })
    expect(
      (await server.waybill.runs.list({ workspaceId: id as never, kind: 'destroy' })).items,
    ).to.deep.equal([])
  })

  it('is not forgotten while a run is executed', async () => {
    const { id, currentRun } = await callFor(workspaceSchema, server.url, 'POST /api/v1/workspaces', {
      body: { appSlug: 'shop', parameters: slow },
    })
    await reachRun(currentRun.id, 'planning')
    const problem = await callForProblem(server.url, `DELETE /api/v1/workspaces/${id}?orphan=true`)
    expect(problem).to.include({ status: 409, code: 'RUN_CONFLICT' })
    await call(server.url, `DELETE /api/v1/workspaces/${id}`)
    await reach(id, 'destroyed')
  })

  it('is updated with all that are outdated', async () => {
    const mine = await ready({ owner: 'updater' })
    const { shop, ...others } = sampleApps
    await writeApps(server.directory, { ...others, shop: { ...shop, description: 'Changed' } })
    await server.waybill.catalog.sync()
    const { runs, skipped } = await callFor(
      outdatedUpdateSchema,
      server.url,
      'POST /api/v1/workspaces/update-outdated',
      { body: { owner: 'updater' } },
    )
    expect(runs.map(({ workspaceId }) => workspaceId)).to.deep.equal([mine.id])
    expect(skipped).to.deep.equal([])
    await reachRun(runs[0]?.id ?? '', 'applied')
    expect((await reach(mine.id, 'ready')).outdated).to.deep.equal({ app: false, template: false })
    const problem = await callForProblem(server.url, 'POST /api/v1/workspaces/update-outdated', {
      body: { everything: true },
    })
    expect(problem).to.include({ status: 422, code: 'INVALID_INPUT' })
  })

  for (const target of [
    'PATCH /api/v1/workspaces/nobody',
    'POST /api/v1/workspaces/nobody/runs',
    'GET /api/v1/workspaces/nobody/outputs',
    'GET /api/v1/workspaces/nobody/states',
    'GET /api/v1/workspaces/nobody/states/1',
    'POST /api/v1/workspaces/nobody/states/1/restore',
    'POST /api/v1/workspaces/nobody/states/1/choose',
  ] as const) {
    it(`${target} is 404`, async () => {
      const body = target.endsWith('/runs') ? { kind: 'plan' } : target.startsWith('PATCH') ? {} : undefined
      const problem = await callForProblem(server.url, target, { body })
      expect(problem).to.include({ status: 404, code: 'WORKSPACE_NOT_FOUND' })
    })
  }

  for (const action of ['approve', 'discard', 'cancel', 'retry'] as const) {
    it(`POST …/${action} of a run that is not there is 404`, async () => {
      const problem = await callForProblem(
        server.url,
        `POST /api/v1/runs/00000000-0000-7000-8000-000000000000/${action}`,
      )
      expect(problem).to.include({ status: 404, code: 'RUN_NOT_FOUND' })
    })
  }
})
