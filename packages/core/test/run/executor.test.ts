import { expect } from 'chai'
import { describe, it } from 'mocha'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { newId, type RunId } from '../../src/id/ids.js'
import { Executor } from '../../src/run/executor.js'
import { RunSignals } from '../../src/run/run-signals.js'
import type { Storage } from '../../src/storage/storage.js'
import { shopSource } from '../support/fixed-source.js'
import { useWaybillLab } from '../support/waybill-lab.js'

function makeExecutor(storage: Storage): Executor {
  const engine = simulatedEngine({ stepDelayMs: 0 })
  return new Executor({
    storage,
    source: shopSource(),
    engines: new Map([[engine.name, engine]]),
    workerId: 'a/1',
    slots: 2,
    isDead: () => false,
    timing: { leaseMs: 60_000, beatMs: 5000, maxAttempts: 5 },
    signals: new RunSignals(),
    clock: () => new Date(),
    now: () => performance.now(),
    newId,
    onLog: () => undefined,
  })
}

describe('Executor', () => {
  const lab = useWaybillLab()

  it('executes a run to its end, and forgets it', async () => {
    const { currentRun } = await lab.create()
    const executor = makeExecutor(lab.storage)
    const executed = executor.execute(currentRun.id)
    await executed
    expect(executor.count).to.equal(0)
    expect((await lab.client.runs.get(currentRun.id)).status).to.equal('applied')
  })

  it('begins nothing once it is stopped', async () => {
    const { currentRun } = await lab.create()
    const executor = makeExecutor(lab.storage)
    executor.stop()
    await executor.execute(currentRun.id)
    expect(await lab.client.runs.get(currentRun.id)).to.deep.include({ status: 'pending', attempt: 0 })
  })

  it('makes one attempt at a run that many wake-ups are for', async () => {
    const { currentRun } = await lab.create()
    const executor = makeExecutor(lab.storage)
    await Promise.all([1, 2, 3].map(() => executor.execute(currentRun.id)))
    await executor.execute(currentRun.id)
    expect(await lab.client.runs.get(currentRun.id)).to.deep.include({ status: 'applied', attempt: 1 })
  })

  it('has nothing to do for a run that is not there, nor for one whose engine it lacks', async () => {
    const executor = makeExecutor(lab.storage)
    await executor.execute(newId<RunId>())
    const { currentRun } = await lab.create()
    const record = await lab.storage.runs.find(currentRun.id)
    if (record === undefined) throw new Error('The run is gone.')
    await lab.storage.runs.update({ ...record, engine: 'terraform' }, { status: 'pending', fence: 0 })
    await executor.execute(currentRun.id)
    expect((await lab.client.runs.get(currentRun.id)).status).to.equal('pending')
  })
})
