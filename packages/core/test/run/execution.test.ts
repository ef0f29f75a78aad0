import { expect } from 'chai'
import { describe, it } from 'mocha'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { WaybillError } from '../../src/error/waybill-error.js'
import type { RunId } from '../../src/id/ids.js'
import { until } from '../../src/testing/until.js'
import { useWaybillLab } from '../support/waybill-lab.js'

describe('a run', () => {
  const lab = useWaybillLab()
  const simulated = { engines: [simulatedEngine({ stepDelayMs: 0 })] }

  it('goes from pending to applied, and its workspace from pending to ready', async () => {
    await lab.start({ id: 'a/1' }, simulated)
    const created = await lab.create()
    const run = await lab.untilEnded(created.currentRun.id)
    expect(run).to.deep.include({
      status: 'applied',
      kind: 'provision',
      attempt: 1,
      worker: 'a/1',
      error: null,
      leaseExpiresAt: null,
      simulated: true,
      actions: [],
      waiting: null,
    })
    const workspace = await lab.client.workspaces.get(created.id)
    expect(workspace).to.deep.include({
      status: 'ready',
      endpoints: { web: 'http://localhost:3000', api: 'http://localhost:8080' },
      outputs: {},
      error: null,
      waiting: null,
      actions: ['update', 'plan', 'refresh', 'extend', 'destroy', 'orphan'],
    })
    expect(workspace.currentRun).to.deep.equal(run)
  })

  it('is found in the change feed by the name of its workspace', async () => {
    await lab.start({}, simulated)
    const { currentRun, name } = await lab.create()
    await lab.untilEnded(currentRun.id)
    const { items } = await lab.client.events.list({ limit: 1000, type: ['run.status'], subject: name })
    const found = items.map(({ subject, data }) => [subject, data.status])
    const subject = { kind: 'run', id: currentRun.id, name }
    expect(found).to.deep.equal([
      [subject, 'planning'],
      [subject, 'applying'],
      [subject, 'applied'],
    ])
  })

  it('tells each of its steps to the change feed', async () => {
    await lab.start({}, simulated)
    const { currentRun, id } = await lab.create()
    await lab.untilEnded(currentRun.id)
    const { items } = await lab.client.events.list({ limit: 1000 })
    const steps = items
      .filter(({ subject }) => subject.id === id || subject.id === currentRun.id)
      .map(({ type, data }) => `${type} ${data.status}`)
    expect(steps).to.deep.equal([
      'workspace.created pending',
      'run.created pending',
      'run.status planning',
      'workspace.status provisioning',
      'run.status applying',
      'run.status applied',
      'workspace.status ready',
    ])
  })

  for (const phase of ['plan', 'apply'] as const) {
    it(`that fails in its ${phase} says why, on the workspace too, which can be destroyed`, async () => {
      await lab.start({}, simulated)
      const parameters = { fail_at: phase }
      const created = await lab.client.workspaces.create({ appSlug: 'shop', parameters })
      const run = await lab.untilEnded(created.currentRun.id)
      expect(run.status).to.equal('errored')
      expect(run.error).to.deep.include({ code: 'RUN_FAILED', phase })
      expect(run.error?.diagnostics.map(({ summary }) => summary)).to.deep.equal([
        `Simulated failure of the ${phase}`,
      ])
      const failed = await lab.client.workspaces.get(created.id)
      expect(failed).to.deep.include({ status: 'failed', error: run.error })
      expect(failed.actions).to.include('destroy')
      expect(failed.waiting).to.equal(run.error?.message)
      await lab.client.workspaces.destroy(created.id)
      await lab.untilStatus(created, 'destroyed')
    })
  }

  it('is destroyed without an engine, a worker even, when nothing was ever made', async () => {
    const worker = await lab.start({}, simulated)
    const parameters = { fail_at: 'plan' }
    const created = await lab.client.workspaces.create({ appSlug: 'shop', parameters })
    await lab.untilEnded(created.currentRun.id)
    await worker.waybill.close()
    const gone = await lab.client.workspaces.destroy(created.id)
    expect(gone).to.deep.include({ status: 'destroyed', actions: [] })
    expect(gone.currentRun).to.deep.include({ kind: 'destroy', status: 'applied', attempt: 0 })
  })

  it('ends errored when its template version is not stored any more', async () => {
    const { currentRun, id } = await lab.create()
    const record = await lab.storage.runs.find(currentRun.id)
    if (record === undefined) throw new Error('The run is gone.')
    const template = { name: 'simulated', version: 'f'.repeat(64) }
    await lab.storage.runs.update({ ...record, template }, { status: 'pending', fence: 0 })
    await lab.start({}, simulated)
    const run = await lab.untilEnded(currentRun.id)
    expect(run.status).to.equal('errored')
    expect(run.error).to.deep.include({ code: 'TEMPLATE_NOT_FOUND', phase: 'prepare' })
    expect((await lab.readLog(run.id)).at(-1)?.message).to.include('not stored any more')
    expect((await lab.client.workspaces.destroy(id)).status).to.equal('destroyed')
  })

  it('ends errored when its revision of the app is not stored any more', async () => {
    const { currentRun } = await lab.create()
    const record = await lab.storage.runs.find(currentRun.id)
    if (record === undefined) throw new Error('The run is gone.')
    await lab.storage.runs.update({ ...record, revision: 9 }, { status: 'pending', fence: 0 })
    await lab.start({}, simulated)
    const run = await lab.untilEnded(currentRun.id)
    expect(run.error).to.deep.include({ code: 'APP_NOT_FOUND', phase: 'prepare' })
    expect(run.error?.message).to.include('Revision 9')
  })

  it('ends errored when its engine throws what nobody expects', async () => {
    const open = async () => {
      throw new Error('ENOSPC: no space left on device')
    }
    await lab.start({}, { engines: [{ ...simulatedEngine(), open }] })
    const { currentRun } = await lab.create()
    const run = await lab.untilEnded(currentRun.id)
    expect(run.error?.code).to.equal('INTERNAL')
    expect(run.error?.message).to.include('no space left on device')
  })

  it('is tried again, after a while, when its engine is not there', async () => {
    const inner = simulatedEngine({ stepDelayMs: 0 })
    let opened = 0
    const engine: typeof inner = {
      ...inner,
      async open(job) {
        opened += 1
        if (opened === 1) throw new WaybillError('ENGINE_UNAVAILABLE', 'It is being upgraded.')
        return inner.open(job)
      },
    }
    await lab.start({}, { engines: [engine] })
    const { currentRun } = await lab.create()
    const startedAt = performance.now()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({ status: 'applied', attempt: 2 })
    expect(performance.now() - startedAt).to.be.greaterThan(900)
  })

  it('waits for a worker that has its engine', async () => {
    const { probe } = simulatedEngine()
    const missing = async () => ({ ...(await probe()), available: false, detail: 'not installed' })
    await lab.start({ id: 'a/1' }, { engines: [{ ...simulatedEngine(), probe: missing }] })
    const { currentRun } = await lab.create()
    const { waiting } = await lab.client.runs.get(currentRun.id)
    expect(waiting).to.equal('No live worker has the engine "simulated".')
    await lab.start({ id: 'b/1' }, simulated)
    expect((await lab.untilEnded(currentRun.id)).worker).to.equal('b/1')
  })

  it('gets its input as the templates expect it', async () => {
    const worker = await lab.start()
    const created = await lab.client.workspaces.create({ appSlug: 'shop', owner: 'team-shop', actor: 'ada' })
    const { job } = await worker.gated.waiting(0)
    expect(job.variables).to.have.nested.property('waybill.workspace.key', created.key)
    expect(job.variables).to.have.nested.property('waybill.workspace.created_by', 'ada')
    expect(job.variables).to.have.nested.property('waybill.app.slug', 'shop')
    expect(job.variables).to.have.nested.property('waybill.source.dir', '/apps/shop')
    expect(job.variables).to.have.nested.property('waybill.components.mailer.port', null)
  })
})

describe('a queue of runs', () => {
  const lab = useWaybillLab()

  it('says of each run behind which one it waits', async () => {
    const worker = await lab.start({ slots: 1, leaseMs: 60_000 })
    const first = await lab.create()
    await worker.gated.waiting(0)
    const second = await lab.create()
    const third = await lab.create()
    const waitingOf = async (id: RunId) => (await lab.client.runs.get(id)).waiting
    expect(await waitingOf(first.currentRun.id)).to.equal(null)
    expect(await waitingOf(second.currentRun.id)).to.equal(
      `It is queued at position 1, behind run ${first.currentRun.id} (all 1 slots are busy).`,
    )
    expect(await waitingOf(third.currentRun.id)).to.equal(
      `It is queued at position 2, behind run ${second.currentRun.id} (1 ahead of it).`,
    )
    expect((await lab.client.runs.list()).items.map(({ id }) => id)).to.deep.equal(
      [third, second, first].map(({ currentRun }) => currentRun.id),
    )
  })

  it('is worked off in order, with as many at a time as there are slots', async () => {
    const worker = await lab.start({ slots: 2, leaseMs: 60_000 })
    const created = [await lab.create(), await lab.create(), await lab.create()]
    await worker.gated.waiting(1)
    expect(worker.gated.sessions).to.have.length(2)
    worker.gated.sessions[0]?.open()
    const third = await worker.gated.waiting(2)
    expect(third.job.runId).to.equal(created[2]?.currentRun.id)
    worker.gated.sessions[1]?.open()
    third.open()
    for (const workspace of created) await lab.untilStatus(workspace, 'ready')
    await until(
      () => worker.gated.sessions.every(({ calls }) => calls.at(-1) === 'close'),
      'every session closed',
    )
  })
})
