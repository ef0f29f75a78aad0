import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId } from '../../src/id/ids.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

describe('canceling a run', () => {
  const lab = useWaybillLab()

  it('ends one that is pending at once', async () => {
    const { currentRun, id } = await lab.create()
    const run = await lab.client.runs.cancel(currentRun.id, { actor: 'ada' })
    expect(run).to.deep.include({ status: 'canceled', actions: ['retry'], waiting: null })
    expect((await lab.client.workspaces.get(id)).status).to.equal('failed')
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.at(-2)).to.deep.include({ type: 'run.status', actor: 'ada' })
  })

  it('stops one that runs, gracefully, at once where its worker is in this process', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const { currentRun, id } = await lab.create()
    const session = await worker.gated.waiting(0)
    const canceling = await worker.waybill.runs.cancel(currentRun.id)
    expect(canceling).to.deep.include({ status: 'applying', actions: [] })
    expect(canceling.waiting).to.include('canceled')
    const run = await lab.untilEnded(currentRun.id)
    expect(run.status).to.equal('canceled')
    expect(run.error).to.deep.include({ code: 'CANCELED', phase: 'apply' })
    expect(session.calls).to.deep.equal(['plan', 'apply', 'close'])
    expect((await lab.client.workspaces.get(id)).status).to.equal('failed')
  })

  it('is noticed by a worker elsewhere with its next heartbeat', async () => {
    const worker = await lab.start()
    const { currentRun } = await lab.create()
    await worker.gated.waiting(0)
    await lab.client.runs.cancel(currentRun.id)
    await lab.client.runs.cancel(currentRun.id)
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('canceled')
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.filter(({ type }) => type === 'run.cancel_requested')).to.have.length(1)
  })

  it('is heard at once by a worker elsewhere, long before its next heartbeat', async () => {
    const worker = await lab.start({ leaseMs: 1_000_000 })
    const { currentRun } = await lab.create()
    await worker.gated.waiting(0)
    const askedAt = performance.now()
    await lab.client.runs.cancel(currentRun.id)
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('canceled')
    expect(performance.now() - askedAt).to.be.lessThan(4000)
  })

  it('by force is possible 10 s after it was asked for, and kills what does not stop by itself', async () => {
    const worker = await lab.start({ leaseMs: 2400 }, { script: { isDeaf: true } })
    const { currentRun, id } = await lab.create()
    const session = await worker.gated.waiting(0)
    await expectCode(lab.client.runs.cancel(currentRun.id, { force: true }), 'RUN_CONFLICT')
    await lab.client.runs.cancel(currentRun.id)
    await expectCode(lab.client.runs.cancel(currentRun.id, { force: true }), 'RUN_CONFLICT')
    lab.advance(9900)
    expect((await lab.client.runs.get(currentRun.id)).actions).to.deep.equal([])
    lab.advance(200)
    expect((await lab.client.runs.get(currentRun.id)).actions).to.deep.equal(['force-cancel'])
    const forced = await lab.client.runs.cancel(currentRun.id, { force: true, actor: 'ada' })
    expect(forced).to.deep.include({ status: 'applying', actions: [] })
    await expectCode(lab.client.runs.cancel(currentRun.id, { force: true }), 'RUN_CONFLICT')
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('canceled')
    expect(session.calls).to.include('kill')
    expect((await lab.client.workspaces.get(id)).status).to.equal('failed')
  })

  it('of an update that has not begun to apply leaves the workspace ready', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const workspace = await lab.createReady(worker)
    await worker.waybill.close()
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('updating')
    expect((await lab.client.runs.cancel(id)).error).to.deep.include({ phase: 'prepare' })
    expect(await lab.client.workspaces.get(workspace.id)).to.deep.include({ status: 'ready', error: null })
  })

  it('of an update that had begun to apply leaves the workspace failed', async () => {
    const worker = await lab.start({ leaseMs: 1200 })
    const workspace = await lab.createReady(worker)
    const { id } = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await worker.gated.waiting(1)
    await lab.client.runs.cancel(id)
    expect((await lab.untilEnded(id)).error).to.deep.include({ phase: 'apply' })
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('failed')
  })

  it('of a destroy leaves a workspace that can be destroyed again', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const workspace = await lab.createReady(worker)
    await worker.waybill.close()
    const destroying = await lab.client.workspaces.destroy(workspace.id)
    await lab.client.runs.cancel(destroying.currentRun.id)
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('ready')
    const again = await lab.client.workspaces.destroy(workspace.id)
    expect(again.currentRun.id).to.not.equal(destroying.currentRun.id)
  })

  it('is refused for one that has ended, and for one that is not there', async () => {
    const { currentRun } = await lab.create()
    await lab.client.runs.cancel(currentRun.id)
    await expectCode(lab.client.runs.cancel(currentRun.id), 'RUN_CONFLICT')
    await expectCode(lab.client.runs.cancel(newId<RunId>()), 'RUN_NOT_FOUND')
    await expectCode(lab.client.runs.cancel('no id' as RunId), 'RUN_NOT_FOUND')
  })
})
