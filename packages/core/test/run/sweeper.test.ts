import { expect } from 'chai'
import { describe, it } from 'mocha'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import type { RunRecord } from '../../src/run/run.js'
import type { RunWake } from '../../src/run/run-queue.js'
import { type SweepOptions, sweepRuns } from '../../src/run/sweeper.js'
import { useStorage } from '../../src/testing/storage/use-storage.js'

describe('sweepRuns', () => {
  const harness = useStorage(async () => {
    const storage = memoryStorage()
    return { storage, close: () => storage.close() }
  })

  /** Runs of all kinds by the name of their worker; `none` is pending. */
  async function addRuns(): Promise<Record<'pending' | 'expired' | 'dead' | 'own' | 'held', RunRecord>> {
    const claim = async (worker: string, leaseMs: number) => {
      const { id } = await harness.addRun()
      const claimed = await harness.storage.runs.claim(id, { worker, leaseMs })
      if (claimed === undefined) throw new Error('The run was not to be had.')
      return claimed
    }
    return {
      pending: await harness.addRun(),
      expired: await claim('gone', 0),
      dead: await claim('dead', 60_000),
      own: await claim('own', 60_000),
      held: await claim('other', 60_000),
    }
  }

  async function sweep(parts: Partial<SweepOptions> = {}): Promise<readonly RunWake[]> {
    const wakes: RunWake[] = []
    const add = async (wake: RunWake) => {
      wakes.push(wake)
    }
    const { runs } = harness.storage
    const storage = {
      ...harness.storage,
      runs,
      queue: { ...harness.storage.queue, add },
    } as SweepOptions['storage']
    const isForgotten = ({ worker }: RunRecord) => worker === 'own'
    await sweepRuns({ storage, isDead: id => id === 'dead', isForgotten, isSettled: true, ...parts })
    return wakes
  }

  it('wakes a worker for each run that may be had, for its next attempt', async () => {
    const { pending, expired, dead, own } = await addRuns()
    const wakes = (await sweep()).map(({ runId, attempt, lane }) => [runId, attempt, lane])
    expect(wakes).to.have.deep.members([
      [pending.id, 1, 'simulated'],
      [expired.id, 2, 'simulated'],
      [dead.id, 2, 'simulated'],
      [own.id, 2, 'simulated'],
    ])
  })

  it('leaves runs whose leases are over alone until the storage has answered for a while', async () => {
    const { pending, dead, own } = await addRuns()
    const woken = (await sweep({ isSettled: false })).map(({ runId }) => runId)
    expect(woken).to.have.members([pending.id, dead.id, own.id])
  })

  it('forgets the workers that are proven dead', async () => {
    for (const id of ['dead', 'other']) {
      await harness.storage.runs.saveWorker({ id, host: 'h', engines: [], slots: 1, tags: [] })
    }
    await sweep()
    expect((await harness.storage.runs.listWorkers()).map(({ id }) => id)).to.deep.equal(['other'])
  })
})
