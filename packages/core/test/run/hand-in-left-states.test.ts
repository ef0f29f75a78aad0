import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { LeftState } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { newId, type RunId } from '../../src/id/ids.js'
import { handInLeftStates } from '../../src/run/hand-in-left-states.js'
import { until } from '../../src/testing/until.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const steady = { leaseMs: 60_000 }

function leave(runId: RunId, name = 'forgotten') {
  const forgotten: RunId[] = []
  const resources = [{ mode: 'managed', type: 'a', name, instances: [{ attributes: { id: 'i-1' } }] }]
  const file = JSON.stringify({ version: 4, serial: 9, lineage: 'left', outputs: {}, resources })
  const left: LeftState = {
    runId,
    state: { serial: 9, lineage: 'left', bytes: new TextEncoder().encode(file) },
    forget: async () => void forgotten.push(runId),
  }
  const engine = {
    ...simulatedEngine({ stepDelayMs: 0 }),
    async *findLeft() {
      yield left
    },
  }
  return { engine, forgotten }
}

describe('a state that was left on a host', () => {
  const lab = useWaybillLab()
  const handIn = ({ engine }: ReturnType<typeof leave>) =>
    handInLeftStates({
      storage: lab.storage,
      engines: new Map([[engine.name, engine]]),
      clock: lab.clock,
      onLog: () => undefined,
    })

  it('is handed in once its run has ended elsewhere, and forgotten here', async () => {
    const worker = await lab.start(steady)
    const { id, currentRun } = await lab.createReady(worker)
    const left = leave(currentRun.id)
    expect(await handIn(left)).to.equal(1)
    expect((await lab.client.workspaces.get(id)).diverged).to.equal(true)
    expect(left.forgotten).to.deep.equal([currentRun.id])
    expect(await handIn(left)).to.equal(0)
  })

  it('is handed in by a worker that starts there', async () => {
    const worker = await lab.start(steady)
    const { id, currentRun } = await lab.createReady(worker)
    await lab.start(steady, { engines: [leave(currentRun.id).engine] })
    await until(async () => (await lab.client.workspaces.get(id)).diverged, 'a state that is handed in')
  })

  it('is handed in, and stays for the next attempt, while the plan of its run waits', async () => {
    await lab.start(steady)
    const { id, currentRun } = await lab.create({ approve: 'always' })
    await lab.untilRun(currentRun.id, 'planned')
    const left = leave(currentRun.id)
    expect(await handIn(left)).to.equal(1)
    expect(left.forgotten).to.deep.equal([])
    expect((await lab.client.workspaces.get(id)).actions).to.include('choose-state')
  })

  it('is let be while its run goes on, was never begun, or is nobody’s', async () => {
    const { id, currentRun } = await lab.create()
    expect(await handIn(leave(currentRun.id))).to.equal(0)
    const worker = await lab.start(steady)
    await worker.gated.waiting(0)
    expect(await handIn(leave(currentRun.id))).to.equal(0)
    expect(await handIn(leave(newId<RunId>()))).to.equal(0)
    expect((await lab.client.workspaces.get(id)).diverged).to.equal(false)
  })
})
