import { type Finding, makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { median } from '../measure/statistics.js'
import type { SyncSeries } from './sync-bench.js'
import type { MeasuredSync } from './sync-process.js'

/** What is to be reached; the first three as ratios to the floor. */
const targets = { cold: 1.5, unchanged: 1.5, oneChange: 1.6, blockMs: 100, residentMb: 150, growth: 1.25 }

const times = (syncs: readonly MeasuredSync[]) => syncs.map(({ ms }) => ms)

/** The table of one catalog. */
export function describeSyncs({ apps, rounds, memory }: SyncSeries, database: string): Section {
  const samples = samplesOf(rounds)
  const { scanMs, insertMs, dockerfilesMs } = samples
  return {
    title: `Sync of ${apps} apps (${database}, median of ${rounds.length})`,
    findings: [
      makeFinding({
        work: 'cold sync',
        unit: 'ms',
        value: samples.cold,
        floor: samples.coldFloor,
        target: { most: targets.cold },
      }),
      makeFinding({
        work: 'sync, no change',
        unit: 'ms',
        value: samples.unchanged,
        floor: samples.statFloor,
        target: { most: targets.unchanged },
      }),
      makeFinding({
        work: 'sync, one change',
        unit: 'ms',
        value: samples.oneChange,
        floor: samples.statFloor,
        target: { most: targets.oneChange },
      }),
      makeFinding({
        work: 'longest event-loop block',
        unit: 'ms',
        value: samples.blocks,
        target: { most: targets.blockMs },
        summary: values => Math.max(...values),
      }),
      ...memoryFindings(memory, apps),
    ],
    notes: [
      `Floor of the cold sync: walk, read, parse, look for Dockerfiles ${format(scanMs)}, one INSERT ${format(insertMs)}.`,
      `Reading each Dockerfile for its EXPOSE, which is not in it, takes ${format(dockerfilesMs)} more at least.`,
      'Floor of the others: stat of every manifest and Dockerfile.',
    ],
  }
}

function samplesOf(rounds: SyncSeries['rounds']) {
  const all = rounds.flatMap(round => [round.cold, ...round.unchanged, ...round.oneChange])
  return {
    cold: times(rounds.map(({ cold }) => cold)),
    coldFloor: rounds.map(({ coldFloor }) => coldFloor.scanMs + coldFloor.insertMs),
    scanMs: median(rounds.map(({ coldFloor }) => coldFloor.scanMs)),
    insertMs: median(rounds.map(({ coldFloor }) => coldFloor.insertMs)),
    dockerfilesMs: median(rounds.map(({ coldFloor }) => coldFloor.dockerfilesMs)),
    unchanged: times(rounds.flatMap(({ unchanged }) => unchanged)),
    oneChange: times(rounds.flatMap(({ oneChange }) => oneChange)),
    statFloor: rounds.flatMap(({ statFloor }) => statFloor),
    blocks: all.map(({ longestBlockMs }) => longestBlockMs),
  }
}

/** The bound on memory is for 10,000 apps. */
function memoryFindings({ residentMb, peakMb }: SyncSeries['memory'], apps: number): Finding[] {
  const target = apps <= 10_000 ? { most: targets.residentMb } : undefined
  return [
    makeFinding({ work: 'memory after all syncs', unit: 'MB', value: [residentMb], target }),
    makeFinding({ work: 'memory, most ever', unit: 'MB', value: [peakMb] }),
  ]
}

/** Whether the cost of one app grows with the size of the catalog. */
export function describeGrowth(small: SyncSeries, large: SyncSeries): Section {
  const perApp = ({ apps, rounds }: SyncSeries, work: 'cold' | 'unchanged' | 'oneChange' | 'coldFloor') =>
    samplesOf(rounds)[work].map(ms => (ms * 1000) / apps)
  const rows = { cold: 'cold sync', unchanged: 'sync, no change', oneChange: 'sync, one change' } as const
  const names = Object.keys(rows) as (keyof typeof rows)[]
  return {
    title: `Growth: time per app at ${large.apps} apps; floor: at ${small.apps} apps`,
    findings: [
      ...names.map(name =>
        makeFinding({
          work: rows[name],
          unit: 'µs',
          value: perApp(large, name),
          floor: perApp(small, name),
          target: { most: targets.growth },
        }),
      ),
      makeFinding({
        work: 'the cold floor itself',
        unit: 'µs',
        value: perApp(large, 'coldFloor'),
        floor: perApp(small, 'coldFloor'),
      }),
    ],
    notes: [],
  }
}

function format(ms: number): string {
  return `${ms.toFixed(0)} ms`
}
