import { expect } from 'chai'
import { describe, it } from 'mocha'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { newId, type RunId } from '../../src/id/ids.js'
import { followLog } from '../../src/run/follow-log.js'
import { RunSignals } from '../../src/run/run-signals.js'
import type { RunStore } from '../../src/run/run-store.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

describe('the log of a run', () => {
  const lab = useWaybillLab()

  it('is followed while the run goes on, from wherever one wants, to its end', async () => {
    const worker = await lab.start({ leaseMs: 60_000 })
    const { currentRun } = await lab.create()
    const session = await worker.gated.waiting(0)
    const messages: string[] = []
    for await (const line of lab.client.runs.follow(currentRun.id)) {
      messages.push(line.message)
      if (line.message.startsWith('Plan:')) session.open()
    }
    expect(messages.at(-1)).to.equal('Applied: the workspace is ready.')
    const all = await lab.readLog(currentRun.id)
    expect(messages).to.deep.equal(all.map(({ message }) => message))
    const rest: number[] = []
    const offset = all[2]?.offset ?? 0
    for await (const line of lab.client.runs.follow(currentRun.id, { offset })) rest.push(line.offset)
    expect(rest).to.deep.equal(all.slice(2).map(line => line.offset))
  })

  it('is looked at again at once where it moved while it was being read', async () => {
    const { currentRun } = await lab.create()
    const signals = new RunSignals()
    const run = await lab.storage.runs.find(currentRun.id)
    let looks = 0
    const store: Pick<RunStore, 'find' | 'readLog'> = {
      find: async () => (looks === 0 ? run : undefined),
      readLog: async () => {
        looks += 1
        // Told before the reader waits for it.
        signals.notify(currentRun.id)
        return undefined
      },
    }
    const lines = followLog(currentRun.id, { store, signals, offset: 0, pollMs: 60_000 })
    expect(await lines.next()).to.deep.equal({ done: true, value: undefined })
    expect(looks).to.equal(2)
  })

  it('is read in pieces, and says when that was all', async () => {
    await lab.start({}, { engines: [simulatedEngine({ stepDelayMs: 0 })] })
    const { currentRun } = await lab.create()
    const { logSize } = await lab.untilEnded(currentRun.id)
    const first = await lab.client.runs.readLog(currentRun.id, { limitBytes: 100 })
    expect(first).to.deep.include({ offset: 0, size: logSize, ended: false })
    expect(first.bytes).to.have.length(100)
    const rest = await lab.client.runs.readLog(currentRun.id, { offset: 100 })
    expect(rest).to.deep.include({ offset: 100, size: logSize, ended: true })
    expect(rest.bytes).to.have.length(logSize - 100)
  })

  it('is no more followed when the reader has gone', async () => {
    const { currentRun } = await lab.create()
    const gone = new AbortController()
    const reason = new Error('gone')
    const followed = lab.client.runs
      .follow(currentRun.id, { signal: gone.signal })
      [Symbol.asyncIterator]()
      .next()
    setImmediate(() => gone.abort(reason))
    expect(await followed.catch((error: unknown) => error)).to.equal(reason)
  })

  it('is refused for a run that is not there, and from an offset that is none', async () => {
    await expectCode(lab.client.runs.readLog(newId<RunId>()), 'RUN_NOT_FOUND')
    await expectCode(lab.readLog(newId<RunId>()), 'RUN_NOT_FOUND')
    const { currentRun } = await lab.create()
    await expectCode(lab.client.runs.readLog(currentRun.id, { offset: -1 }), 'INVALID_INPUT')
    await expectCode(lab.client.runs.readLog(currentRun.id, { limitBytes: 0 }), 'INVALID_INPUT')
  })
})
