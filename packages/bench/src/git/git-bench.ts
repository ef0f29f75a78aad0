import { join } from 'node:path'
import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { makeApp } from '../catalog/make-app.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment, timeProgram } from '../process/run-program.js'
import { TaskProcess } from '../process/task-process.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import type { SyncTasks } from '../sync/sync-process.js'
import { BenchRepository, type FileChanges } from './bench-repository.js'
import { measureWatch } from './watch-latency.js'

/** How following Git and a directory is measured. */
export interface GitBenchOptions extends DurabilityOptions {
  readonly apps: number
  readonly runs: number
  readonly warmUpRounds: number
  readonly seed: number
}

const targets = { cold: 1.5, unchangedMs: 10, oneChangeMs: 30, watchMs: 200 }

/** The cheap syncs are measured so many times per round. */
const repeats = 5

type Work = 'cold' | 'directory' | 'unchanged' | 'revParse' | 'oneChange' | 'branch' | 'forcePush' | 'fetch'
type Samples = Record<Work, number[]>

/** Syncs from a real repository, against a directory and Git's own commands; and how soon a watch shows a change. */
export async function benchGit(options: GitBenchOptions, context: BenchContext): Promise<Section[]> {
  const { apps, seed, runs, warmUpRounds } = options
  const directory = await catalogDirectory({ ...options, ...context })
  await using place = temporaryDirectory('git')
  context.onProgress(`Committing ${apps} apps …`)
  const repository = new BenchRepository(join(place.path, 'apps.git'), directory)
  await using database = await BenchDatabase.start({ ...options, ...context })
  const samples: Samples = {
    ...{ cold: [], directory: [], unchanged: [], revParse: [] },
    ...{ oneChange: [], branch: [], forcePush: [], fetch: [] },
  }
  await using subject = new TaskProcess<SyncTasks>({
    module: new URL('../sync/sync-process.js', import.meta.url),
    signal: context.signal,
  })
  const round = new GitRound({
    ...options,
    ...context,
    directory,
    place: place.path,
    repository,
    database,
    subject,
  })
  for (let run = 1 - warmUpRounds; run <= runs; run += 1) {
    context.onProgress(run < 1 ? 'warm-up …' : `run ${run} of ${runs} …`)
    const measured = await round.measure(run)
    if (run < 1) continue
    for (const work of Object.keys(samples) as Work[]) samples[work].push(...measured[work])
  }
  context.onProgress('watch …')
  const watch = await measureWatch({ directory, seed, database, runs: repeats * runs, ...context })
  return [describeGit(options, samples, database.description), describeWatch(apps, watch)]
}

interface RoundInput extends GitBenchOptions, BenchContext {
  readonly directory: string
  readonly place: string
  readonly repository: BenchRepository
  readonly database: BenchDatabase
  readonly subject: TaskProcess<SyncTasks>
}

class GitRound {
  readonly #input: RoundInput
  #changes = 0

  constructor(input: RoundInput) {
    this.#input = input
  }

  async measure(run: number): Promise<Samples> {
    const { directory, repository, place, subject, apps } = this.#input
    const repositoryOnly = { repository: repository.gitDir }
    const [directoryMs] = await this.#on({ directory }, async () => [await this.#sync({ unchanged: 0 })])
    const local = await this.#on(repositoryOnly, async () => {
      const cold = [await this.#sync({ unchanged: 0 })]
      const warm = { unchanged: [] as number[], revParse: [] as number[], oneChange: [] as number[] }
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        warm.revParse.push(await this.#time('rev-parse', 'HEAD'))
        warm.unchanged.push(await this.#sync({ unchanged: apps, changed: 0 }))
        repository.commit(this.#change(1))
        warm.oneChange.push(await this.#sync({ unchanged: apps - 1, changed: 1 }))
      }
      const some = Math.max(1, apps / 100)
      repository.commit(this.#change(some), { branch: `other-${run}` })
      repository.git(['symbolic-ref', 'HEAD', `refs/heads/other-${run}`])
      const branch = [await this.#sync({ unchanged: apps - some, changed: some })]
      repository.git(['symbolic-ref', 'HEAD', 'refs/heads/main'])
      return { cold, ...warm, branch }
    })
    const copies = join(place, `copies-${run}`)
    const remote = { repository: `file://${repository.gitDir}`, cacheDir: copies }
    const pushed = await this.#on(remote, async () => {
      await this.#sync({ found: apps })
      const plain = join(place, `plain-${run}.git`)
      const url = `file://${repository.gitDir}`
      await this.#time('clone', '--quiet', '--bare', '--depth=1', url, plain)
      const some = Math.max(1, apps / 100)
      // The branch is another history now.
      repository.commit(this.#change(some), { parents: [] })
      const fetch = [
        await this.#time('--git-dir', plain, 'fetch', '--quiet', '--force', '--depth=1', url, 'main'),
      ]
      const { counts, ms } = await subject.call('sync', {})
      if (counts.changed === 0) throw new Error(`The forced push changed nothing: ${JSON.stringify(counts)}`)
      return { forcePush: [ms], fetch }
    })
    return { ...local, ...pushed, directory: [directoryMs ?? Number.NaN] }
  }

  /** On a database of its own. */
  async #on<Result>(
    place: { readonly directory: string } | { readonly repository: string; readonly cacheDir?: string },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { database, subject } = this.#input
    const url = await database.create()
    await subject.call('open', { ...place, url })
    try {
      await database.settle()
      return await work()
    } finally {
      await subject.call('close', {})
      await database.drop(url)
    }
  }

  /** A figure of a sync that did not do its work is worth nothing. */
  async #sync(expected: Readonly<Record<string, number>>): Promise<number> {
    const { ms, counts } = await this.#input.subject.call('sync', {})
    for (const [name, count] of Object.entries(expected))
      if (Reflect.get(counts, name) !== count)
        throw new Error(`The sync counted ${JSON.stringify(counts)}, expected ${name} ${count}.`)
    return ms
  }

  #time(...args: readonly string[]): Promise<number> {
    const { repository, signal } = this.#input
    const cwd = repository.gitDir
    return timeProgram('git', args, { cwd, env: plainEnvironment(), signal })
  }

  /** Another description for so many apps, all of them good ones. */
  #change(count: number): FileChanges {
    const { seed, apps } = this.#input
    const files: Record<string, string> = {}
    for (let index = 0; index < apps && Object.keys(files).length < count; index += 1) {
      const { folder, files: generated } = makeApp(seed, index)
      const manifest = parse(generated.get('app-manifest.json'))
      if (manifest === undefined) continue
      this.#changes += 1
      files[`${folder}/app-manifest.json`] = JSON.stringify({
        ...manifest,
        description: `Changed ${this.#changes}.`,
      })
    }
    return files
  }
}

function parse(text = ''): object | undefined {
  try {
    return JSON.parse(text)
  } catch {
    // One of the broken ones.
    return undefined
  }
}

function describeGit({ apps, runs }: GitBenchOptions, samples: Samples, database: string): Section {
  const beyond = samples.unchanged.map((ms, index) =>
    Math.max(0, ms - (samples.revParse[index] ?? Number.NaN)),
  )
  return {
    title: `Git source of ${apps} apps (${database}, median of ${runs})`,
    findings: [
      makeFinding({
        work: 'cold sync',
        unit: 'ms',
        value: samples.cold,
        floor: samples.directory,
        target: { most: targets.cold },
      }),
      makeFinding({
        work: 'no change, beyond git rev-parse',
        unit: 'ms',
        value: beyond,
        target: { most: targets.unchangedMs },
      }),
      makeFinding({
        work: 'one change',
        unit: 'ms',
        value: samples.oneChange,
        target: { most: targets.oneChangeMs },
      }),
      makeFinding({ work: 'branch switch, 1 % differs', unit: 'ms', value: samples.branch }),
      makeFinding({
        work: 'force push, fetched, 1 % differs',
        unit: 'ms',
        value: samples.forcePush,
        floor: samples.fetch,
      }),
    ],
    notes: [
      'Floor of the cold sync: the same apps from a directory. Floor of the force push: `git fetch` by hand.',
      `git rev-parse HEAD takes ${Math.round(Math.min(...samples.revParse))} ms at least.`,
    ],
  }
}

function describeWatch(apps: number, samples: readonly number[]): Section {
  return {
    title: `waybill serve on a directory of ${apps} apps`,
    findings: [
      makeFinding({
        work: 'change visible in the API',
        unit: 'ms',
        value: samples,
        target: { most: targets.watchMs },
      }),
    ],
    notes: ['From writing a manifest to the first answer of GET /api/v1/catalog/{slug} that shows it.'],
  }
}
