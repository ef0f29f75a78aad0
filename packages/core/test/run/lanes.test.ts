import { expect } from 'chai'
import { describe, it } from 'mocha'
import { laneOf, lanesOf } from '../../src/run/lane.js'
import { until } from '../../src/testing/until.js'
import { useScratchDir } from '../support/scratch-dir.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const steady = { leaseMs: 60_000 }

describe('lanes', () => {
  it('are one per engine, and one more per tag', () => {
    expect(lanesOf({ engines: ['terraform', 'tofu'], tags: ['gpu'] })).to.deep.equal([
      'terraform',
      'terraform@gpu',
      'tofu',
      'tofu@gpu',
    ])
    expect(laneOf({ engine: 'terraform', workerTag: null })).to.equal('terraform')
    expect(laneOf({ engine: 'terraform', workerTag: 'gpu' })).to.equal('terraform@gpu')
  })
})

describe('a template that asks for a kind of worker', () => {
  const dir = useScratchDir()
  const lab = useWaybillLab(() => ({ templates: dir.path }))

  it('waits for one that has the tag, and says so', async () => {
    const settings = { title: 'Big', engine: 'simulated', worker: 'gpu' }
    await dir.write({ 'big/template.json': JSON.stringify(settings), 'big/main.tf': '' })
    const plain = await lab.start({ id: 'a/1', ...steady })
    const { currentRun, id } = await lab.create({ template: 'big' })
    expect(currentRun).to.deep.include({
      workerTag: 'gpu',
      waiting: 'No live worker has the engine "simulated" and the tag "gpu".',
    })
    expect(plain.gated.sessions).to.have.length(0)
    const tagged = await lab.start({ id: 'b/1', tags: ['gpu'], ...steady })
    ;(await tagged.gated.waiting(0)).open()
    await lab.untilStatus({ id } as never, 'ready')
    const other = await lab.create({ template: 'simulated' })
    const session = await until(
      () =>
        [...plain.gated.sessions, ...tagged.gated.sessions].find(
          ({ job }) => job.runId === other.currentRun.id,
        ),
      'the run of a template without a tag',
    )
    session.open()
    const destroying = await lab.client.workspaces.destroy(id)
    expect(destroying.currentRun.workerTag).to.equal('gpu')
  })
})

describe('runs in the background', () => {
  const lab = useWaybillLab()

  it('leave a slot to people', async () => {
    const worker = await lab.start({ slots: 2, ...steady })
    const workspaces = []
    for (const name of ['one', 'two', 'three']) workspaces.push(await lab.createReady(worker, { name }))
    const before = worker.gated.sessions.length
    for (const { id } of workspaces)
      await lab.client.workspaces.startRun(id, { kind: 'update', background: true })
    await worker.gated.waiting(before)
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(before + 1)
    expect(session.job.runId).to.equal(currentRun.id)
    worker.gated.sessions[before]?.open()
    session.open()
    const next = await worker.gated.waiting(before + 2)
    next.open()
    const last = await worker.gated.waiting(before + 3)
    last.open()
    for (const workspace of workspaces) await lab.untilStatus(workspace, 'ready')
  })

  it('run where there is one slot only, behind people’s', async () => {
    const worker = await lab.start({ slots: 1, ...steady })
    const ready = await lab.createReady(worker)
    const busy = await lab.create()
    const first = await worker.gated.waiting(1)
    const update = await lab.client.workspaces.startRun(ready.id, { kind: 'update', background: true })
    const person = await lab.create()
    expect((await lab.client.runs.get(update.id)).waiting).to.include(`behind run ${person.currentRun.id}`)
    first.open()
    const second = await worker.gated.waiting(2)
    expect(second.job.runId).to.equal(person.currentRun.id)
    second.open()
    const third = await worker.gated.waiting(3)
    expect(third.job.runId).to.equal(update.id)
    third.open()
    expect((await lab.untilEnded(update.id)).status).to.equal('applied')
    expect((await lab.client.workspaces.get(busy.id)).status).to.equal('ready')
  })
})
