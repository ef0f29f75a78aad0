import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import type { Section } from '../measure/report.js'
import { TaskProcess } from '../process/task-process.js'
import type { FloorTasks } from './floor-process.js'
import { measureRound, type Round } from './measure-round.js'
import { describeGrowth, describeSyncs } from './sync-findings.js'
import type { SyncTasks } from './sync-process.js'

/** How the sync is measured. */
export interface SyncBenchOptions extends DurabilityOptions {
  /** Sizes of the catalogs, in apps; with several, growth is reported too. */
  readonly apps: readonly number[]
  /** Counted rounds. */
  readonly runs: number
  /** Rounds before them, so that both sides are compiled and cached alike. */
  readonly warmUpRounds: number
  readonly seed: number
  /** Folder for CPU profiles of the measured process. */
  readonly profileDir?: string
}

/** Everything that was measured with one catalog. */
export interface SyncSeries {
  readonly apps: number
  readonly rounds: readonly Round[]
  /** Memory of the process that synced, in MB: at the end, and the most it ever was. */
  readonly memory: { readonly residentMb: number; readonly peakMb: number }
}

/** Cold, no-change and one-change syncs on PostgreSQL, against what reading and writing cost at least. */
export async function benchSync(options: SyncBenchOptions, context: BenchContext): Promise<Section[]> {
  await using database = await BenchDatabase.start({ ...options, ...context })
  const series: SyncSeries[] = []
  for (const apps of options.apps)
    series.push(await measureSeries(apps, { ...options, ...context, database }))
  const sections = series.map(each => describeSyncs(each, database.description))
  const [smallest, largest] = [series[0], series.at(-1)]
  if (smallest && largest && smallest !== largest) sections.push(describeGrowth(smallest, largest))
  return sections
}

async function measureSeries(
  apps: number,
  options: SyncBenchOptions & BenchContext & { readonly database: BenchDatabase },
): Promise<SyncSeries> {
  const { signal, onProgress, profileDir, database, seed } = options
  const directory = await catalogDirectory({ apps, seed, signal, onProgress })
  const execArgv = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : []
  await using floor = new TaskProcess<FloorTasks>({
    module: new URL('./floor-process.js', import.meta.url),
    signal,
  })
  await using subject = new TaskProcess<SyncTasks>({
    module: new URL('./sync-process.js', import.meta.url),
    signal,
    execArgv,
  })
  const rounds: Round[] = []
  for (let run = 1 - options.warmUpRounds; run <= options.runs; run += 1) {
    onProgress(`${apps} apps: ${run < 1 ? 'warm-up' : `run ${run} of ${options.runs}`} …`)
    const round = await measureRound({ database, floor, subject, directory, seed, apps, run })
    if (run > 0) rounds.push(round)
  }
  return { apps, rounds, memory: await subject.call('memory', {}) }
}
