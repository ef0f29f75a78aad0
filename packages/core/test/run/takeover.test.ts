import { expect } from 'chai'
import { describe, it } from 'mocha'
import { until } from '../../src/testing/until.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const longLease = { leaseMs: 60_000 }
/** Of a worker that takes over: three of its heartbeats pass before it believes that a lease is over. */
const ample = { leaseMs: 1500 }

describe('a run whose worker is gone', () => {
  const lab = useWaybillLab()

  it('is taken over when its lease is over, and ended by the other worker', async () => {
    const first = await lab.start({ id: 'a/1' })
    const { currentRun, ...workspace } = await lab.create()
    await first.gated.waiting(0)
    first.line.cut()
    const second = await lab.start({ id: 'b/1', ...ample })
    const session = await second.gated.waiting(0)
    expect(session.job).to.deep.include({ attempt: 2, runId: currentRun.id })
    session.open()
    const run = await lab.untilEnded(currentRun.id)
    expect(run).to.deep.include({ status: 'applied', attempt: 2, worker: 'b/1' })
    expect((await lab.client.workspaces.get(workspace.id)).status).to.equal('ready')
  })

  it('is not changed any more by the worker that lost it', async () => {
    const first = await lab.start({ id: 'a/1' })
    const { currentRun } = await lab.create()
    const lost = await first.gated.waiting(0)
    first.line.cut()
    const second = await lab.start({ id: 'b/1', ...ample })
    const session = await second.gated.waiting(0)
    await first.line.mend()
    lost.open()
    await until(() => lost.calls.includes('close and keep'), 'the end of the lost attempt')
    expect((await lab.client.runs.get(currentRun.id)).worker).to.equal('b/1')
    session.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({ status: 'applied', worker: 'b/1' })
  })

  it('is taken over at once from a worker that is proven dead, whatever its lease', async () => {
    const first = await lab.start({ id: 'a/1', ...longLease })
    const { currentRun } = await lab.create()
    await first.gated.waiting(0)
    first.line.cut()
    const isDead = (workerId: string) => workerId === 'a/1'
    const second = await lab.start({ id: 'a/2', ...longLease, isDead })
    const session = await second.gated.waiting(0)
    session.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({
      status: 'applied',
      attempt: 2,
      worker: 'a/2',
    })
  })

  it('stays with a worker that nobody has proven dead', async () => {
    const first = await lab.start({ id: 'a/1', ...longLease })
    const { currentRun } = await lab.create()
    const session = await first.gated.waiting(0)
    const second = await lab.start({ id: 'b/1', ...longLease, isDead: () => false })
    session.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({
      status: 'applied',
      attempt: 1,
      worker: 'a/1',
    })
    expect(second.gated.sessions).to.have.length(0)
  })

  it('goes on with the state that was journalled, and with the log behind what is stored', async () => {
    const first = await lab.start({ id: 'a/1' })
    const made = await lab.create()
    const session = await first.gated.waiting(0)
    session.open()
    await lab.untilStatus(made, 'ready')
    const destroying = await lab.client.workspaces.destroy(made.id)
    await first.gated.waiting(1)
    await until(async () => (await lab.client.runs.get(destroying.currentRun.id)).logSize > 0, 'some log')
    first.line.cut()
    const second = await lab.start({ id: 'b/1', ...ample })
    const { job } = await second.gated.waiting(0)
    expect(job.state?.serial).to.equal(3)
    expect(job.logOffset).to.equal((await lab.client.runs.get(destroying.currentRun.id)).logSize)
  })

  it('has one log without gap or repetition over its attempts', async () => {
    const first = await lab.start({ id: 'a/1' })
    const { currentRun } = await lab.create()
    await first.gated.waiting(0)
    await until(async () => (await lab.client.runs.get(currentRun.id)).logSize > 0, 'some log')
    first.line.cut()
    const second = await lab.start({ id: 'b/1', ...ample })
    const session = await second.gated.waiting(0)
    session.open()
    const lines = await lab.readLog(currentRun.id)
    expect(lines.map(({ offset }) => offset)).to.deep.equal([
      0,
      ...lines.slice(0, -1).map(({ next }) => next),
    ])
    const messages = lines.map(({ message }) => message)
    expect(messages).to.include('The worker b/1 goes on with attempt 2.')
    expect(messages.at(-1)).to.equal('Applied: the workspace is ready.')
  })

  it('ends canceled when that was asked for while nobody executed it', async () => {
    const first = await lab.start({ id: 'a/1' })
    const { currentRun, id } = await lab.create()
    await first.gated.waiting(0)
    first.line.cut()
    expect((await lab.client.runs.cancel(currentRun.id)).cancelRequestedAt).to.not.equal(null)
    const second = await lab.start({ id: 'b/1', ...ample })
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({ status: 'canceled', attempt: 2 })
    expect(second.gated.sessions[0]?.calls).to.deep.equal(['close'])
    expect((await lab.client.workspaces.get(id)).status).to.equal('failed')
  })

  it('is given up after as many attempts as there may be, and can be destroyed', async () => {
    const { currentRun, id } = await lab.create()
    for (const name of ['a', 'b']) {
      const worker = await lab.start({ id: name, maxAttempts: 2 })
      await worker.gated.waiting(0)
      worker.line.cut()
    }
    await lab.start({ id: 'c', maxAttempts: 2 })
    const run = await lab.untilEnded(currentRun.id)
    expect(run).to.deep.include({ status: 'errored', attempt: 3 })
    expect(run.error?.message).to.include('interrupted 2 times')
    expect((await lab.client.workspaces.destroy(id)).status).to.equal('destroyed')
  })

  it('is found by the sweeper when its wake-up got lost', async () => {
    const { currentRun } = await lab.create()
    lab.dropWakes()
    const worker = await lab.start()
    const session = await worker.gated.waiting(0)
    session.open()
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('applied')
  })
})

describe('a worker that is proven dead', () => {
  const lab = useWaybillLab()

  it('is listed no more once another one has started', async () => {
    const first = await lab.start({ id: 'a/1' })
    first.line.cut()
    await lab.start({ id: 'a/2', isDead: workerId => workerId === 'a/1' })
    expect((await lab.storage.runs.listWorkers()).map(({ id }) => id)).to.deep.equal(['a/2'])
  })
})

describe('an unreachable storage', () => {
  const lab = useWaybillLab()

  it('changes nothing while it is away for less than half a lease', async () => {
    const worker = await lab.start({ leaseMs: 4000 })
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(0)
    worker.line.cut()
    session.open()
    await until(() => session.calls.includes('apply'), 'the apply')
    setTimeout(() => void worker.line.mend(), 300)
    const run = await lab.untilEnded(currentRun.id)
    expect(run).to.deep.include({ status: 'applied', attempt: 1 })
    expect((await lab.readLog(currentRun.id)).at(-1)?.message).to.equal('Applied: the workspace is ready.')
  })

  it('interrupts the engine after half a lease; the run goes on when the storage is back', async () => {
    const worker = await lab.start({ leaseMs: 400 })
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(0)
    worker.line.cut()
    await until(() => session.calls.includes('close and keep'), 'the interruption')
    await worker.line.mend()
    const second = await worker.gated.waiting(1)
    expect(second.job.attempt).to.equal(2)
    second.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({ status: 'applied', attempt: 2 })
  })
})

describe('a lost answer', () => {
  const lab = useWaybillLab()

  it('to a claim leaves the run to the same worker, at once', async () => {
    const worker = await lab.start({ id: 'a/1', leaseMs: 60_000 })
    worker.line.loseAnswers(1)
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(0)
    session.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({
      status: 'applied',
      attempt: 2,
      worker: 'a/1',
    })
  })

  it('to a move changes nothing: it is made once', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(0)
    worker.line.loseAnswers(1)
    session.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({ status: 'applied', attempt: 1 })
    await worker.waybill.close()
    const { items } = await lab.client.events.list({ limit: 1000 })
    expect(items.filter(({ data }) => data.status === 'applied')).to.have.length(1)
    expect(worker.log.map(({ level }) => level)).to.deep.equal(['info'])
  })
})

describe('a worker that stops', () => {
  const lab = useWaybillLab()

  it('waits for what it executes, and takes nothing more', async () => {
    const worker = await lab.start({ slots: 1 }, { drainTimeoutMs: 5000 })
    const running = await lab.create()
    const session = await worker.gated.waiting(0)
    const queued = await lab.create()
    const closed = worker.waybill.close()
    session.open()
    await closed
    expect((await lab.client.workspaces.get(running.id)).status).to.equal('ready')
    expect((await lab.client.workspaces.get(queued.id)).status).to.equal('pending')
    expect(worker.gated.sessions).to.have.length(1)
  })

  it('interrupts what takes too long, and another worker goes on at once', async () => {
    const first = await lab.start({ id: 'a/1', leaseMs: 60_000 }, { drainTimeoutMs: 30 })
    const { currentRun } = await lab.create()
    const session = await first.gated.waiting(0)
    await first.waybill.close()
    expect(session.calls).to.deep.equal(['plan', 'apply', 'close and keep'])
    const second = await lab.start({ id: 'b/1', leaseMs: 60_000 })
    const next = await second.gated.waiting(0)
    next.open()
    expect(await lab.untilEnded(currentRun.id)).to.deep.include({
      status: 'applied',
      attempt: 2,
      worker: 'b/1',
    })
    const messages = (await lab.readLog(currentRun.id)).map(({ message }) => message)
    expect(messages).to.include('Interrupted: the worker stops. Another attempt goes on.')
  })

  it('is not listed any more', async () => {
    const worker = await lab.start({ id: 'a/1', slots: 3 })
    expect(await lab.storage.runs.listWorkers()).to.deep.equal([
      { id: 'a/1', host: 'a', engines: ['simulated'], slots: 3, tags: [] },
    ])
    await worker.waybill.close()
    await worker.waybill.close()
    expect(await lab.storage.runs.listWorkers()).to.deep.equal([])
  })
})
