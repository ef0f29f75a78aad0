import { expect } from 'chai'
import { describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { newId, type RunId } from '../../src/id/ids.js'
import type { RunStore } from '../../src/run/run-store.js'
import { StateJournal } from '../../src/run/state-journal.js'
import { rejection, until } from '../../src/testing/until.js'
import { makeStateSnapshot } from '../../src/testing/workspace-builders.js'

/** A journal to a store that refuses write number n with `refuse(n)`; `writes` are serials with their times. */
function makeJournal(refuse: (write: number) => Error | undefined = () => undefined) {
  const writes: { readonly serial: number; readonly at: number }[] = []
  const lost = new AbortController()
  let calls = 0
  const saveState: RunStore['saveState'] = async (_id, { serial }) => {
    calls += 1
    const error = refuse(calls)
    if (error !== undefined) throw error
    writes.push({ serial, at: performance.now() })
  }
  const store = { saveState } as RunStore
  const journal = new StateJournal({ store, runId: newId<RunId>(), fence: 1, lost: lost.signal })
  const write = (serial: number) => journal.write(makeStateSnapshot({ serial }))
  return { journal, write, writes, lost, serials: () => writes.map(({ serial }) => serial) }
}

describe('StateJournal', () => {
  it('writes the first state at once', async () => {
    const { journal, write, serials } = makeJournal()
    write(1)
    await until(() => serials().length === 1, 'the write')
    await journal.flush()
    expect(serials()).to.deep.equal([1])
  })

  it('writes of many the newest, at most four a second', async () => {
    const { journal, write, writes, serials } = makeJournal()
    for (let serial = 1; serial <= 50; serial++) write(serial)
    await until(() => serials().includes(50), 'the newest')
    expect(serials()).to.deep.equal([1, 50])
    const [first, second] = writes
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.greaterThan(240)
    await journal.flush()
  })

  it('writes the last one always, at once when it is flushed', async () => {
    const { journal, write, writes, serials } = makeJournal()
    for (let serial = 1; serial <= 9; serial++) write(serial)
    await journal.flush()
    expect(serials()).to.deep.equal([1, 9])
    const [first, second] = writes
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.lessThan(200)
    await journal.flush()
    expect(serials()).to.have.length(2)
  })

  it('writes again while the storage is away', async () => {
    const away = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')
    const { journal, write, serials } = makeJournal(call => (call < 3 ? away : undefined))
    write(1)
    await journal.flush()
    expect(serials()).to.deep.equal([1])
  })

  it('gives up when its run is lost, and says so to whoever waits', async () => {
    const away = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')
    const { journal, write, lost } = makeJournal(() => away)
    const reason = new Error('lost')
    write(1)
    const flushed = rejection(journal.flush())
    lost.abort(reason)
    expect(await flushed).to.equal(reason)
  })

  it('says to whoever waits that a write was refused', async () => {
    const stale = new WaybillError('STALE_ATTEMPT', 'Another attempt has it.')
    const { journal, write } = makeJournal(() => stale)
    write(1)
    expect(await rejection(journal.flush())).to.equal(stale)
    write(2)
    expect(await rejection(journal.flush())).to.equal(stale)
  })
})
