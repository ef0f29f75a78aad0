import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isActive } from '../../src/run/run-state.js'
import { useWaybillLab } from '../support/waybill-lab.js'

describe('destroying a workspace', () => {
  const lab = useWaybillLab()
  const longLease = { leaseMs: 60_000 }
  const runsOf = async (workspaceId: string) => {
    const { items } = await lab.client.runs.list({ workspaceId: workspaceId as never })
    return items.map(({ kind, status }) => `${kind} ${status}`)
  }

  it('queues its destroy once it is made, and ends with nothing left', async () => {
    const worker = await lab.start(longLease)
    const created = await lab.create()
    const provision = await worker.gated.waiting(0)
    provision.open()
    await lab.untilStatus(created, 'ready')
    const leaving = await lab.client.workspaces.destroy(created.name, { actor: 'ada' })
    expect(leaving.status).to.equal('destroying')
    expect(leaving.currentRun).to.deep.include({ kind: 'destroy', createdBy: 'ada' })
    const destroy = await worker.gated.waiting(1)
    expect(destroy.job).to.deep.include({ kind: 'destroy', template: provision.job.template })
    destroy.open()
    const gone = await lab.untilStatus(created, 'destroyed')
    expect(gone).to.deep.include({ endpoints: {}, outputs: {}, error: null, waiting: null })
    expect(gone.destroyedAt).to.not.equal(null)
  })

  it('answers the same run when it is asked again, and the workspace when that is destroyed', async () => {
    const worker = await lab.start(longLease)
    const created = await lab.create()
    const provision = await worker.gated.waiting(0)
    provision.open()
    await lab.untilStatus(created, 'ready')
    const first = await lab.client.workspaces.destroy(created.id)
    const again = await Promise.all([1, 2, 3].map(() => lab.client.workspaces.destroy(created.id)))
    for (const { currentRun } of again) {
      expect(currentRun).to.deep.include({ id: first.currentRun.id, cancelRequestedAt: null })
    }
    const destroy = await worker.gated.waiting(1)
    destroy.open()
    await lab.untilStatus(created, 'destroyed')
    const after = await lab.client.workspaces.destroy(created.id)
    expect(after.status).to.equal('destroyed')
    expect(await runsOf(created.id)).to.deep.equal(['destroy applied', 'provision applied'])
  })

  it('cancels a provision that nobody has begun, and needs no worker', async () => {
    const created = await lab.create()
    const gone = await lab.client.workspaces.destroy(created.id)
    expect(gone.status).to.equal('destroyed')
    expect(await runsOf(created.id)).to.deep.equal(['destroy applied', 'provision canceled'])
  })

  it('stops a provision that runs, and destroys what it had made', async () => {
    const worker = await lab.start(longLease)
    const created = await lab.create()
    const provision = await worker.gated.waiting(0)
    const leaving = await lab.client.workspaces.destroy(created.id, { actor: 'ada' })
    expect(leaving.status).to.equal('destroying')
    expect(leaving.currentRun.kind).to.equal('provision')
    expect(leaving.waiting).to.match(/^It is destroyed once run .* has stopped\. It is being canceled/)
    // The engine has finished before it noticed: what was made has to go.
    provision.open()
    const destroy = await worker.gated.waiting(1)
    expect(destroy.job.kind).to.equal('destroy')
    expect(destroy.job.state?.serial).to.be.greaterThan(0)
    destroy.open()
    await lab.untilStatus(created, 'destroyed')
    expect(await runsOf(created.id)).to.deep.equal(['destroy applied', 'provision applied'])
    const { currentRun } = await lab.client.workspaces.get(created.id)
    expect(currentRun.createdBy).to.equal('ada')
  })

  it('is done by the worker that takes the provision over when the first one is gone', async () => {
    const first = await lab.start({ id: 'a/1' })
    const created = await lab.create()
    await first.gated.waiting(0)
    await lab.client.workspaces.destroy(created.id)
    first.line.cut()
    await lab.start({ id: 'b/1', leaseMs: 1500 })
    await lab.untilStatus(created, 'destroyed')
    expect(await runsOf(created.id)).to.deep.equal(['destroy applied', 'provision canceled'])
  })

  it('may be asked for again when the destroy was canceled', async () => {
    const worker = await lab.start({ ...longLease, slots: 1 })
    const created = await lab.create()
    const provision = await worker.gated.waiting(0)
    provision.open()
    await lab.untilStatus(created, 'ready')
    const leaving = await lab.client.workspaces.destroy(created.id)
    await worker.gated.waiting(1)
    await worker.waybill.runs.cancel(leaving.currentRun.id)
    const failed = await lab.untilStatus(created, 'failed')
    expect(failed.error).to.deep.include({ code: 'CANCELED', phase: 'apply' })
    await lab.client.workspaces.destroy(created.id)
    const again = await worker.gated.waiting(2)
    again.open()
    await lab.untilStatus(created, 'destroyed')
    const { items } = await lab.client.runs.list()
    expect(items.filter(({ status }) => isActive(status))).to.deep.equal([])
  })
})
