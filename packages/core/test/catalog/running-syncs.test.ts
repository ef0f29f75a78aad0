import { expect } from 'chai'
import { describe, it } from 'mocha'
import { RunningSyncs } from '../../src/catalog/running-syncs.js'
import type { SyncReport } from '../../src/catalog/sync.js'
import { makeSyncReport } from '../../src/testing/catalog-builders.js'
import { until } from '../../src/testing/until.js'

const makeRunning = (): SyncReport => ({
  ...makeSyncReport('2026-01-31T09:30:00.000Z'),
  status: 'running',
  endedAt: null,
})

describe('syncs that run', () => {
  it('are told to the store as they are, again and again, until they have ended', async () => {
    const noted: SyncReport[] = []
    const noteSync = async (report: SyncReport) => {
      noted.push(report)
      throw new Error('A store that is away stops nothing.')
    }
    const running = new RunningSyncs({ noteSync }, { noteEveryMs: 1 })
    const [one, other] = [makeRunning(), makeRunning()]
    running.show(one)
    running.show(other)
    expect(running.list()).to.deep.equal([other, one])
    const further = { ...one, counts: { ...one.counts, found: 7 } }
    running.show(further)
    await until(() => noted.includes(further) && noted.includes(other), 'both')
    expect(noted).to.not.include(one)
    running.delete(one.id)
    running.delete(other.id)
    expect(running.list()).to.deep.equal([])
    const count = noted.length
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(noted).to.have.length(count)
  })
})
