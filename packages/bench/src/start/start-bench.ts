import type { BenchContext } from '../bench-context.js'
import { BenchDatabase, type DurabilityOptions } from '../database/bench-database.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment, timeProgram } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'
import { startServer } from './server-program.js'

/** How starts are measured. */
export interface StartBenchOptions extends DurabilityOptions {
  readonly runs: number
  /** Starts before them; the first one makes the databases, so without any it is counted too. */
  readonly warmUpRounds: number
}

/** One way to start the server. */
interface StartCase {
  readonly cwd: string
  readonly settings: Readonly<Record<string, string>>
}

const waybill = inRepository('packages/cli/bin/waybill.js')
const targets = { embeddedMs: 1500, databaseMs: 800, help: 2.5 }

/** From spawn to the first 200 of /health, on a database that is there already; and what `--help` costs. */
export async function benchStart(options: StartBenchOptions, context: BenchContext): Promise<Section[]> {
  const { runs, warmUpRounds } = options
  await using directory = temporaryDirectory('start')
  await using database = await BenchDatabase.start({ ...options, ...context })
  const cwd = directory.path
  const settings = { APPS_DIR: inRepository('examples/apps'), WAYBILL_DATA_DIR: `${cwd}/data` }
  const embedded = { cwd, settings }
  const external = { cwd, settings: { ...settings, DATABASE_URL: await database.create() } }
  const samples = {
    embedded: [] as number[],
    external: [] as number[],
    help: [] as number[],
    node: [] as number[],
  }
  for (let run = 1 - warmUpRounds; run <= runs; run += 1) {
    context.onProgress(run < 1 ? 'warm-up, which makes the databases …' : `run ${run} of ${runs} …`)
    const plain = { cwd, env: plainEnvironment(), signal: context.signal }
    const node = await timeProgram(process.execPath, ['-e', '0'], plain)
    const help = await timeProgram(process.execPath, [waybill, '--help'], plain)
    const embeddedMs = await timeStart(embedded, context.signal)
    const externalMs = await timeStart(external, context.signal)
    if (run < 1) continue
    samples.node.push(node)
    samples.help.push(help)
    samples.embedded.push(embeddedMs)
    samples.external.push(externalMs)
  }
  return [describeStarts(runs, samples)]
}

function describeStarts(
  runs: number,
  samples: Readonly<Record<'embedded' | 'external' | 'help' | 'node', readonly number[]>>,
): Section {
  return {
    title: `Start, median of ${runs}; floor of --help: node -e 0`,
    findings: [
      makeFinding({
        work: 'serve to first 200, embedded',
        unit: 'ms',
        value: samples.embedded,
        target: { most: targets.embeddedMs },
      }),
      makeFinding({
        work: 'serve to first 200, PostgreSQL',
        unit: 'ms',
        value: samples.external,
        target: { most: targets.databaseMs },
      }),
      makeFinding({
        work: 'waybill --help',
        unit: 'ms',
        value: samples.help,
        floor: samples.node,
        target: { most: targets.help },
      }),
    ],
    notes: ['On databases that earlier starts made; the embedded server is stopped in between.'],
  }
}

/** Starts a server, waits for its first 200 and stops it. */
async function timeStart({ cwd, settings }: StartCase, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now()
  await using _server = await startServer({ cwd, settings, signal })
  return performance.now() - startedAt
}
