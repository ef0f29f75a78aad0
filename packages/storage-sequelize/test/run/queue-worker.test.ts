import { newId, type RunId } from '@waybill/core'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { Slots } from '../../src/run/slots.js'
import { useStorage } from '../support/use-storage.js'

describe('a worker of GraphileRunQueue', () => {
  const harness = useStorage()
  beforeEach(() => harness.empty())

  const jobs = () =>
    harness.sql<{ key: string | null; locked: boolean }>(
      'SELECT key, locked_at IS NOT NULL AS locked FROM waybill_queue._private_jobs ORDER BY id',
    )
  const wake = (runId: RunId, attempt = 1) => harness.storage.queue.add({ runId, attempt, lane: 'simulated' })
  const work = (handle: (runId: RunId) => Promise<void>, slots = 1) =>
    harness.storage.queue.work({ slots, lanes: ['simulated'], handle, onError: () => undefined })

  it('leaves no job behind once its run is handed over and a slot is free', async () => {
    const seen: RunId[] = []
    const stop = await work(async runId => {
      seen.push(runId)
    })
    for (let index = 0; index < 30; index++) await wake(newId<RunId>())
    await until(() => seen.length === 30, 'all of them')
    await until(async () => (await jobs()).length === 0, 'the end of all jobs')
    await stop()
  })

  it('takes no job beyond its slots, so that another worker can', async () => {
    let finish: () => void = () => undefined
    const finished = new Promise<void>(resolve => {
      finish = resolve
    })
    const busy: RunId[] = []
    const stopBusy = await work(async runId => {
      busy.push(runId)
      await finished
    }, 2)
    for (let index = 0; index < 4; index++) await wake(newId<RunId>())
    await until(() => busy.length === 2, 'two in hand')
    const other: RunId[] = []
    const stopOther = await work(async runId => {
      other.push(runId)
    })
    await until(() => other.length === 2, 'the others')
    finish()
    await Promise.all([stopBusy(), stopOther()])
    expect(busy).to.have.length(2)
  })

  it('wakes again for a run whose job a dead worker holds', async () => {
    const runId = newId<RunId>()
    await wake(runId)
    await harness.sql(
      `UPDATE waybill_queue._private_jobs SET locked_at = now(), locked_by = 'dead', attempts = 1`,
    )
    const seen: RunId[] = []
    const stop = await work(async id => {
      seen.push(id)
    })
    await wake(runId)
    await until(() => seen.length === 1, 'the wake-up')
    await stop()
    expect(await jobs()).to.deep.equal([{ key: null, locked: true }])
  })

  it('deletes at its start the jobs that a dead worker held, once they are unlocked', async () => {
    await wake(newId<RunId>())
    await wake(newId<RunId>())
    await harness.sql('UPDATE waybill_queue._private_jobs SET attempts = 1')
    const stop = await work(async () => undefined)
    expect(await jobs()).to.deep.equal([])
    await stop()
  })

  it('deletes at its start the jobs that a dead worker has held for long, and no others', async () => {
    for (const hours of [0, 2]) {
      await wake(newId<RunId>())
      await harness.sql(
        `UPDATE waybill_queue._private_jobs
        SET attempts = 1, locked_by = 'dead', locked_at = now() - $1 * interval '1 hour' WHERE locked_at IS NULL`,
        [hours],
      )
    }
    const stop = await work(async () => undefined)
    expect((await jobs()).map(({ locked }) => locked)).to.deep.equal([true])
    await stop()
  })

  it('is stopped by closing the storage of its own', async () => {
    await work(async () => undefined)
    // The hooks close the storage; a worker that stayed would keep the database from being dropped.
  })
})

describe('Slots', () => {
  it('lets those wait who find none free, and goes on with all of them', async () => {
    const slots = new Slots(1)
    const ends: (() => void)[] = []
    slots.start(() => new Promise<void>(resolve => ends.push(resolve)))
    let passed = 0
    const waiting = [1, 2].map(() => slots.untilFree().then(() => passed++))
    await Promise.resolve()
    expect(passed).to.equal(0)
    ends[0]?.()
    await Promise.all(waiting)
    expect(passed).to.equal(2)
    await slots.close()
  })

  it('keeps nobody waiting once closed, and ends with the work', async () => {
    const slots = new Slots(1)
    let end: () => void = () => undefined
    let ended = false
    slots.start(async () => {
      await new Promise<void>(resolve => {
        end = resolve
      })
      ended = true
    })
    const waiting = slots.untilFree()
    const closed = slots.close()
    await waiting
    expect(ended).to.equal(false)
    end()
    await closed
    expect(ended).to.equal(true)
  })
})
