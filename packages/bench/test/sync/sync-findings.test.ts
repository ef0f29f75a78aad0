import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Round } from '../../src/sync/measure-round.js'
import type { SyncSeries } from '../../src/sync/sync-bench.js'
import { describeGrowth, describeSyncs } from '../../src/sync/sync-findings.js'
import type { MeasuredSync } from '../../src/sync/sync-process.js'

const counts = {} as MeasuredSync['counts']
const sync = (ms: number, longestBlockMs = 10): MeasuredSync => ({ ms, longestBlockMs, counts })

/** A round whose floors take 100 ms (cold) and 10 ms (stat). */
const round = (cold: number, unchanged: number, oneChange: number): Round => ({
  cold: sync(cold, 40),
  coldFloor: { scanMs: 60, insertMs: 40, dockerfilesMs: 30, rows: 1 },
  unchanged: [sync(unchanged)],
  oneChange: [sync(oneChange)],
  statFloor: [10, 10],
})
const series = (apps: number, ...rounds: Round[]): SyncSeries => ({
  apps,
  rounds,
  memory: { residentMb: 120, peakMb: 140 },
})

describe('describeSyncs', () => {
  const { findings } = describeSyncs(series(10_000, round(140, 14, 15), round(160, 16, 17)), 'PostgreSQL')
  const find = (work: string) => findings.find(finding => finding.work === work)

  it('compares each kind of sync with its floor', () => {
    expect(find('cold sync')).to.include({ value: 150, floor: 100, ratio: 1.5, met: true })
    expect(find('sync, no change')).to.include({ value: 15, floor: 10, ratio: 1.5, met: true })
    expect(find('sync, one change')).to.include({ value: 16, floor: 10, ratio: 1.6, met: true })
  })

  it('takes the longest block of all syncs, not their median', () => {
    expect(find('longest event-loop block')).to.include({ value: 40, met: true })
  })

  it('bounds the memory of up to 10,000 apps only', () => {
    expect(find('memory after all syncs')).to.include({ value: 120, met: true })
    const large = describeSyncs(series(50_000, round(140, 14, 15)), 'PostgreSQL').findings
    expect(large.find(({ work }) => work === 'memory after all syncs')?.target).to.equal(null)
  })
})

describe('describeGrowth', () => {
  it('compares the ratios to the floor of both sizes', () => {
    const small = series(10_000, round(150, 15, 15))
    const large = series(50_000, round(300, 15, 18))
    const findings = describeGrowth(small, large).findings
    expect(findings.map(({ work, met }) => ({ work, met }))).to.deep.equal([
      { work: 'cold sync', met: false },
      { work: 'sync, no change', met: true },
      { work: 'sync, one change', met: true },
    ])
    expect(findings[0]).to.include({ value: 3, floor: 1.5, ratio: 2 })
  })
})
