import { expect } from 'chai'
import { describe, it } from 'mocha'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const steady = { leaseMs: 60_000 }

describe('forgetting a workspace', () => {
  const lab = useWaybillLab()
  const orphan = (id: string) => lab.client.workspaces.destroy(id, { orphan: true, actor: 'ada' })

  it('destroys nothing, keeps its state, and lets go of its name', async () => {
    const worker = await lab.start(steady)
    const { id, currentRun } = await lab.createReady(worker, { name: 'mine' })
    const state = await lab.storage.runs.findState(id)
    const forgotten = await orphan('mine')
    expect(forgotten).to.deep.include({ status: 'destroyed', actions: [], endpoints: {}, waiting: null })
    expect(forgotten.currentRun.id).to.equal(currentRun.id)
    expect(worker.gated.sessions).to.have.length(1)
    expect(await lab.client.workspaces.readState(id)).to.deep.equal(state)
    await lab.create({ name: 'mine' })
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.filter(({ type }) => type === 'workspace.orphaned').map(({ actor }) => actor)).to.deep.equal(
      ['ada'],
    )
    expect((await orphan(id)).id).to.equal(id)
  })

  it('discards a run that nobody executes', async () => {
    const { id, currentRun } = await lab.create()
    await orphan(id)
    expect((await lab.client.runs.get(currentRun.id)).status).to.equal('discarded')
  })

  it('is refused while a run is executed, and changes nothing then', async () => {
    const worker = await lab.start(steady)
    const { id } = await lab.create()
    await worker.gated.waiting(0)
    await lab.client.workspaces.destroy(id)
    await expectCode(orphan(id), 'RUN_CONFLICT')
    expect((await lab.client.workspaces.get(id)).status).to.equal('destroying')
  })

  it('ends a destroy that cannot be done', async () => {
    const worker = await lab.start(steady)
    const { id } = await lab.createReady(worker)
    await worker.waybill.close()
    const { currentRun } = await lab.client.workspaces.destroy(id)
    expect((await orphan(id)).status).to.equal('destroyed')
    expect((await lab.client.runs.get(currentRun.id)).status).to.equal('discarded')
    expect((await lab.client.runs.list({ workspaceId: id })).items).to.have.length(2)
  })

  it('is refused for one that is not there', () => expectCode(orphan('nobody'), 'WORKSPACE_NOT_FOUND'))
})
