import { type Finding, makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { median } from '../measure/statistics.js'
import type { Round } from './measure-round.js'
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
        work: 'cold sync, all it reads',
        unit: 'ms',
        value: samples.cold,
        floor: samples.coldReadingAll,
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
      `Reading each Dockerfile for its EXPOSE takes ${format(dockerfilesMs)} more at least: in the floor of "all it reads".`,
      'Floor of the others: stat of every manifest and Dockerfile.',
    ],
  }
}

function samplesOf(rounds: SyncSeries['rounds']) {
  const all = rounds.flatMap(round => [round.cold, ...round.unchanged, ...round.oneChange])
  return {
    cold: times(rounds.map(({ cold }) => cold)),
    coldFloor: rounds.map(({ coldFloor }) => coldFloor.scanMs + coldFloor.insertMs),
    coldReadingAll: rounds.map(
      ({ coldFloor: { scanMs, insertMs, dockerfilesMs } }) => scanMs + insertMs + dockerfilesMs,
    ),
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

/**
 * Whether a larger catalog costs more than in proportion. What is compared are the ratios to the floor: the floor's
 * own time per app grows too, as more files share the same caches.
 */
export function describeGrowth(small: SyncSeries, large: SyncSeries): Section {
  const rows = { cold: 'cold sync', unchanged: 'sync, no change', oneChange: 'sync, one change' } as const
  const works = ['cold', 'unchanged', 'oneChange'] as const
  return {
    title: `Growth: times the floor at ${large.apps} apps; floor: at ${small.apps} apps`,
    findings: works.map(work =>
      makeFinding({
        work: rows[work],
        unit: 'times',
        value: large.rounds.flatMap(round => timesFloor(round, work)),
        floor: small.rounds.flatMap(round => timesFloor(round, work)),
        target: { most: targets.growth },
      }),
    ),
    notes: [
      `Time per app: ${works.map(work => `${rows[work]} ${perApp(small, work)} → ${perApp(large, work)} µs`).join('; ')}.`,
    ],
  }
}

/** Each sample with the floor that was taken just before it. */
function timesFloor(round: Round, work: 'cold' | 'unchanged' | 'oneChange'): number[] {
  const { cold, coldFloor, statFloor } = round
  if (work === 'cold') return [cold.ms / (coldFloor.scanMs + coldFloor.insertMs)]
  const floors = statFloor.filter((_, index) => index % 2 === (work === 'unchanged' ? 0 : 1))
  return round[work].map(({ ms }, index) => ms / (floors[index] ?? Number.NaN))
}

function perApp({ apps, rounds }: SyncSeries, work: 'cold' | 'unchanged' | 'oneChange'): string {
  return ((median(samplesOf(rounds)[work]) * 1000) / apps).toFixed(0)
}

function format(ms: number): string {
  return `${ms.toFixed(0)} ms`
}
