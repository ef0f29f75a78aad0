import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type FindingInput, makeFinding } from '../../src/measure/finding.js'
import { renderReport } from '../../src/measure/render-report.js'
import { missed, type Report, thisMachine } from '../../src/measure/report.js'
import { median, percentile } from '../../src/measure/statistics.js'

describe('statistics', () => {
  const cases = [
    { name: 'the median of an odd number is the middle one', figure: median([9, 1, 5]), expected: 5 },
    { name: 'the median of an even number lies between the two', figure: median([4, 1, 2, 9]), expected: 3 },
    { name: 'no samples have no median', figure: median([]), expected: Number.NaN },
    {
      name: 'half of the samples do not exceed the 50th percentile',
      figure: percentile([3, 1, 2, 4], 0.5),
      expected: 2,
    },
    {
      name: 'the 95th percentile of few samples is the largest',
      figure: percentile([3, 1, 2], 0.95),
      expected: 3,
    },
  ]
  for (const { name, figure, expected } of cases) it(name, () => expect(figure).to.deep.equal(expected))
})

describe('makeFinding', () => {
  const base = { work: 'work', unit: 'ms' } as const
  const cases: { name: string; input: FindingInput; met: boolean | null }[] = [
    {
      name: 'a ratio at its target meets it',
      input: { ...base, value: [15], floor: [10], target: { most: 1.5 } },
      met: true,
    },
    {
      name: 'a ratio above its target misses it',
      input: { ...base, value: [16], floor: [10], target: { most: 1.5 } },
      met: false,
    },
    {
      name: 'a share below the least misses it',
      input: { ...base, unit: 'rps', value: [6], floor: [10], target: { least: 0.65 } },
      met: false,
    },
    {
      name: 'without a floor the value itself is compared',
      input: { ...base, value: [16], target: { most: 20 } },
      met: true,
    },
    { name: 'without a target nothing is met or missed', input: { ...base, value: [16] }, met: null },
  ]
  for (const { name, input, met } of cases) it(name, () => expect(makeFinding(input).met).to.equal(met))

  it('compares medians', () => {
    const finding = makeFinding({ ...base, value: [1, 20, 300], floor: [10, 9, 11] })
    expect(finding).to.include({ value: 20, floor: 10, ratio: 2 })
  })
})

describe('renderReport', () => {
  const report: Report = {
    bench: 'sync',
    startedAt: '2026-01-01T00:00:00.000Z',
    machine: thisMachine(),
    sections: [
      {
        title: 'Sync of 3 apps',
        findings: [
          makeFinding({
            work: 'cold sync',
            unit: 'ms',
            value: [150, 151, 152],
            floor: [100],
            target: { most: 1.5 },
          }),
          makeFinding({ work: 'memory', unit: 'MB', value: [99.4], target: { most: 150 } }),
        ],
        notes: ['A note.'],
      },
    ],
  }

  it('aligns figures, floors, ratios and targets', () => {
    expect(renderReport(report).split('\n').slice(2)).to.deep.equal([
      'Sync of 3 apps',
      'work       Waybill   floor  ratio    target  met  range',
      'cold sync   151 ms  100 ms   1.51     ≤ 1.5  NO   150 ms – 152 ms',
      'memory       99 MB                 ≤ 150 MB  yes',
      'A note.',
      '',
    ])
  })

  it('names what was missed', () => {
    expect(missed(report).map(({ work }) => work)).to.deep.equal(['cold sync'])
  })
})
