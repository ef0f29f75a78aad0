import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { median } from '../measure/statistics.js'
import { TaskProcess } from '../process/task-process.js'
import type { CeilingTasks } from './ceiling-process.js'
import { benchFeed } from './feed-bench.js'
import type { Load, LoadTasks } from './load-process.js'
import { benchSearch } from './search-bench.js'
import type { ServerTasks } from './server-process.js'

/** How reads are measured. */
export interface ReadBenchOptions extends DurabilityOptions {
  readonly apps: number
  readonly runs: number
  readonly seed: number
  readonly connections: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Apps of the catalog that is searched. */
  readonly searchApps: number
  /** Readers of the change feed. */
  readonly readers: number
  /** Folder for CPU profiles of the server. */
  readonly profileDir?: string
}

/** What is asked, and the share of the ceiling to be reached. */
interface ReadCase {
  readonly work: string
  readonly path: string
  readonly status: 200 | 304
  readonly least: number
}

/** Both servers' loads, run by run. */
interface ReadSamples {
  readonly subject: Load[]
  readonly ceiling: Load[]
}

const list = '/api/v1/catalog'
const one = '/api/v1/catalog/app-00000'

const cases: readonly ReadCase[] = [
  { work: 'list', path: list, status: 200, least: 0.65 },
  { work: 'one app', path: one, status: 200, least: 0.45 },
  { work: 'list, 304', path: list, status: 304, least: 0.6 },
]

/** Requests per second of the real server on PostgreSQL, against a bare Koa that sends the same bytes. */
export async function benchRead(options: ReadBenchOptions, context: BenchContext): Promise<Section[]> {
  const { signal } = context
  const directory = await catalogDirectory({ ...options, ...context })
  await using database = await BenchDatabase.start({ ...options, ...context })
  const execArgv = options.profileDir ? ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`] : []
  await using subject = new TaskProcess<ServerTasks>({
    module: new URL('./server-process.js', import.meta.url),
    signal,
    execArgv,
  })
  await using ceiling = new TaskProcess<CeilingTasks>({
    module: new URL('./ceiling-process.js', import.meta.url),
    signal,
  })
  await using load = new TaskProcess<LoadTasks>({
    module: new URL('./load-process.js', import.meta.url),
    signal,
  })
  const origin = await subject.call('listen', { url: await database.create(), directory })
  const answers = { [list]: await get(origin, list, signal), [one]: await get(origin, one, signal) }
  const etag = answers[list]?.etag ?? ''
  const bodies = Object.fromEntries(Object.entries(answers).map(([path, { text }]) => [path, text]))
  const ceilingOrigin = await ceiling.call('listen', { bodies, etag })
  const samples = new Map(
    cases.map(({ work }): [string, ReadSamples] => [work, { subject: [], ceiling: [] }]),
  )
  for (let run = 1; run <= options.runs; run += 1) {
    for (const each of cases) {
      context.onProgress(`run ${run} of ${options.runs}: ${each.work} …`)
      const headers: Record<string, string> = each.status === 304 ? { 'if-none-match': etag } : {}
      const ask = (base: string) =>
        load.call('run', { ...options, headers, url: `${base}${each.path}`, status: each.status })
      samples.get(each.work)?.ceiling.push(await ask(ceilingOrigin))
      samples.get(each.work)?.subject.push(await ask(origin))
    }
  }
  const reads = describeReads(options, samples, answers[list]?.text.length ?? 0)
  context.onProgress(`${options.readers} readers of the change feed …`)
  await subject.call('makeEvent', {})
  const feed = await benchFeed(subject, { origin, readers: options.readers, signal })
  context.onProgress(`search over ${options.searchApps} apps …`)
  const search = await benchSearch({ apps: options.searchApps, seed: options.seed, database }, context)
  return [reads, feed, search]
}

async function get(origin: string, path: string, signal: AbortSignal) {
  const response = await fetch(`${origin}${path}`, { signal })
  if (response.status !== 200)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return { text: await response.text(), etag: response.headers.get('etag') ?? '' }
}

function describeReads(
  { apps, connections, seconds, runs }: ReadBenchOptions,
  samples: ReadonlyMap<string, ReadSamples>,
  listBytes: number,
): Section {
  return {
    title: `Reads, ${apps} apps, ${connections} connections, ${seconds} s, median of ${runs}; floor: bare Koa, fixed buffer`,
    findings: cases.map(({ work, least }) =>
      makeFinding({
        work,
        unit: 'rps',
        value: samples.get(work)?.subject.map(({ rps }) => rps) ?? [],
        floor: samples.get(work)?.ceiling.map(({ rps }) => rps) ?? [],
        target: { least },
      }),
    ),
    notes: [
      `The list has ${Math.round(listBytes / 1000)} kB. Server, database and load generator share this machine.`,
      ...cases.map(({ work }) => `${work}: ${latency(samples.get(work)?.subject ?? [])}`),
    ],
  }
}

function latency(loads: readonly Load[]): string {
  return `p50 ${median(loads.map(({ p50Ms }) => p50Ms))} ms, p99 ${median(loads.map(({ p99Ms }) => p99Ms))} ms`
}
