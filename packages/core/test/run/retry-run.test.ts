import { expect } from 'chai'
import { describe, it } from 'mocha'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const steady = { leaseMs: 60_000 }

describe('retrying a run', () => {
  const lab = useWaybillLab()

  it('makes the same one again, and its workspace ready', async () => {
    const { currentRun, id } = await lab.create({ parameters: { step_seconds: 0 }, approve: 'always' })
    await lab.client.runs.cancel(currentRun.id)
    const next = await lab.client.runs.retry(currentRun.id, { actor: 'ada' })
    const { kind, template, revision, parameters, approve } = currentRun
    expect(next).to.deep.include({ kind, template, revision, parameters, approve })
    expect(next).to.deep.include({ status: 'pending', attempt: 0, createdBy: 'ada', cancelRequestedAt: null })
    expect((await lab.client.workspaces.get(id)).status).to.equal('pending')
    const worker = await lab.start(steady)
    await lab.untilRun(next.id, 'planned')
    await lab.client.runs.approve(next.id)
    ;(await worker.gated.waiting(1)).open()
    expect((await lab.untilEnded(next.id)).status).to.equal('applied')
    expect(await lab.client.workspaces.get(id)).to.deep.include({ status: 'ready', error: null })
  })

  it('is refused while it goes on, once it was applied, and for one that is not the newest', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker)
    await expectCode(lab.client.runs.retry(workspace.currentRun.id), 'RUN_CONFLICT')
    await worker.waybill.close()
    const first = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await expectCode(lab.client.runs.retry(first.id), 'RUN_CONFLICT')
    await lab.client.runs.discard(first.id)
    expect((await lab.client.runs.get(first.id)).actions).to.deep.equal(['retry'])
    const second = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await lab.client.runs.discard(second.id)
    await expectCode(lab.client.runs.retry(first.id), 'RUN_CONFLICT')
    expect((await lab.client.runs.get(first.id)).actions).to.deep.equal([])
  })

  it('is refused for what is destroyed', async () => {
    const { currentRun, id } = await lab.create()
    await lab.client.workspaces.destroy(id)
    await expectCode(lab.client.runs.retry(currentRun.id), 'RUN_CONFLICT')
  })

  it('of a speculative plan is possible at any time', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker)
    await worker.waybill.close()
    const plan = await lab.client.workspaces.startRun(workspace.id, { kind: 'plan' })
    await lab.client.runs.discard(plan.id)
    const update = await lab.client.workspaces.startRun(workspace.id, { kind: 'update' })
    await lab.client.runs.discard(update.id)
    expect((await lab.client.runs.retry(plan.id)).kind).to.equal('plan')
  })

  it('of a destroy that failed destroys', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker)
    const destroying = await lab.client.workspaces.destroy(workspace.id)
    await worker.gated.waiting(1)
    await worker.waybill.runs.cancel(destroying.currentRun.id)
    expect((await lab.untilEnded(destroying.currentRun.id)).status).to.equal('canceled')
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('failed')
    await lab.client.runs.retry(destroying.currentRun.id)
    ;(await worker.gated.waiting(2)).open()
    await lab.untilStatus(workspace, 'destroyed')
  })
})
