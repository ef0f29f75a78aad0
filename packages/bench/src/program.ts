import yargs from 'yargs'
import type { BenchContext } from './bench-context.js'
import { removeCatalogs } from './catalog/catalog-directory.js'
import { renderReport } from './measure/render-report.js'
import { missed, type Report, type Section, thisMachine } from './measure/report.js'
import { parseSizes } from './parse-sizes.js'
import { Interrupted, interruptible } from './process/interruption.js'

const exitCodes = { ok: 0, missed: 1, usage: 2, interrupted: 130 }

/** How a report is given. */
interface ReportOptions {
  readonly json: boolean
  readonly strict: boolean
}

const commonOptions = {
  durable: {
    type: 'boolean',
    default: true,
    describe: 'Write through to the disk; --no-durable is quicker and says less',
  },
  json: { type: 'boolean', default: false, describe: 'Print the report as JSON, with all samples' },
  strict: { type: 'boolean', default: false, describe: 'Exit with 1 when a target is missed' },
} as const

class UsageError extends Error {}

type Measure = (context: BenchContext) => Promise<Section[]>
type Finish = (bench: string, options: ReportOptions, measure: Measure) => Promise<void>

const seed = { type: 'number', default: 1, describe: 'Seed of the generated catalog' } as const
const profileDir = {
  type: 'string',
  describe: 'Folder for a CPU profile of the measured process',
} as const
const warmUpRounds = { type: 'number', default: 1, describe: 'Rounds before them, uncounted' } as const
const runs = (count: number) =>
  ({ type: 'number', default: count, describe: 'Rounds; floor and Waybill take turns' }) as const

/**
 * Runs the bench that the arguments name and prints its report: tables or JSON on stdout, progress on stderr.
 * Answers the exit code: 0, 1 for a missed target with `--strict`, 2 for a wrong argument, 130 when interrupted.
 */
export async function runBench(args: readonly string[]): Promise<number> {
  let exitCode = exitCodes.ok
  const finish: Finish = async (bench, { json, strict }, measure) => {
    const report = await makeReport(bench, measure)
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report))
    if (strict && missed(report).length > 0) exitCode = exitCodes.missed
  }
  const parser = buildParser(args, finish, code => {
    exitCode = code
  })
  try {
    await parser.parseAsync()
    return exitCode
  } catch (error) {
    if (error instanceof Interrupted) return exitCodes.interrupted
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    return exitCodes.usage
  }
}

function makeReport(bench: string, measure: Measure): Promise<Report> {
  const startedAt = new Date().toISOString()
  const onProgress = (message: string) => void process.stderr.write(`${message}\n`)
  return interruptible(async signal => {
    const sections = await measure({ signal, onProgress })
    return { bench, startedAt, machine: thisMachine(), sections }
  })
}

/** yargs gives wrong arguments as a message, or as an error of its own; what a bench throws comes as it is. */
function failWith(message: string | null, error: Error | undefined): never {
  if (error && error.name !== 'YError') throw error
  throw new UsageError(message ?? error?.message)
}

function buildParser(args: readonly string[], finish: Finish, setExitCode: (code: number) => void) {
  return yargs([...args])
    .scriptName('npm run bench --')
    .command(
      'sync',
      'Cold, no-change and one-change syncs, against reading and writing the same files and rows',
      {
        apps: {
          coerce: parseSizes,
          default: '10000',
          describe: 'Apps in the catalog; with several sizes (10000,50000) growth is reported too',
        },
        runs: runs(3),
        warmUpRounds,
        seed,
        profileDir,
        ...commonOptions,
      },
      argv =>
        finish('sync', argv, async context => {
          const { benchSync } = await import('./sync/sync-bench.js')
          return benchSync(argv, context)
        }),
    )
    .command(
      'git',
      'Syncs from a Git repository, against a directory and Git itself; how soon a watch shows a change',
      {
        apps: { type: 'number', default: 10_000, describe: 'Apps in the repository' },
        runs: runs(3),
        warmUpRounds,
        seed,
        ...commonOptions,
      },
      argv =>
        finish('git', argv, async context => {
          const { benchGit } = await import('./git/git-bench.js')
          return benchGit(argv, context)
        }),
    )
    .command(
      'validate',
      'The check of all manifests, against a program that only reads the same files',
      {
        apps: { type: 'number', default: 10_000, describe: 'Apps in the directory' },
        runs: runs(5),
        warmUpRounds,
        seed,
        json: commonOptions.json,
        strict: commonOptions.strict,
      },
      argv =>
        finish('validate', argv, async context => {
          const { benchValidate } = await import('./validate/validate-bench.js')
          return benchValidate(argv, context)
        }),
    )
    .command(
      'read',
      'Requests per second, against a bare Koa with a fixed buffer',
      {
        apps: { type: 'number', default: 1000, describe: 'Apps in the catalog' },
        connections: { type: 'number', default: 32, describe: 'Connections at the same time' },
        seconds: { type: 'number', default: 5, describe: 'Length of one measurement' },
        warmUpSeconds: { type: 'number', default: 2, describe: 'Load before it, uncounted' },
        searchApps: { type: 'number', default: 10_000, describe: 'Apps of the catalog that is searched' },
        readers: { type: 'number', default: 1000, describe: 'Readers of the change feed' },
        runs: runs(3),
        seed,
        profileDir,
        ...commonOptions,
      },
      argv =>
        finish('read', argv, async context => {
          const { benchRead } = await import('./read/read-bench.js')
          return benchRead(argv, context)
        }),
    )
    .command(
      'provision',
      'Provisions with Terraform, against the same three commands by hand',
      {
        runs: runs(5),
        warmUpRounds,
        pickUps: { type: 'number', default: 100, describe: 'Runs whose pick-up is measured' },
        terraform: { type: 'string', default: 'terraform', describe: 'The program' },
        ...commonOptions,
      },
      argv =>
        finish('provision', argv, async context => {
          const { benchProvision } = await import('./provision/provision-bench.js')
          return benchProvision(argv, context)
        }),
    )
    .command(
      'queue',
      'Many queued runs with Terraform on one worker, against the same commands by hand',
      {
        runs: runs(1),
        workspaces: { type: 'number', default: 200, describe: 'Runs in the queue' },
        slots: { type: 'number', default: 4, describe: 'Runs at the same time, on both sides' },
        terraform: { type: 'string', default: 'terraform', describe: 'The program' },
        ...commonOptions,
      },
      argv =>
        finish('queue', argv, async context => {
          const { benchQueue } = await import('./provision/queue-bench.js')
          return benchQueue(argv, context)
        }),
    )
    .command(
      'start',
      'Start of the server and of the command',
      { runs: runs(5), warmUpRounds, ...commonOptions },
      argv =>
        finish('start', argv, async context => {
          const { benchStart } = await import('./start/start-bench.js')
          return benchStart(argv, context)
        }),
    )
    .command(
      'recover',
      'Takeover after the death of a worker; its memory over many runs',
      {
        runs: { type: 'number', default: 3, describe: 'Workers killed, of each kind' },
        memoryRuns: { type: 'number', default: 500, describe: 'Runs while memory is looked at; 0 for none' },
        json: commonOptions.json,
        strict: commonOptions.strict,
      },
      argv =>
        finish('recover', argv, async context => {
          const { benchRecover } = await import('./recover/recover-bench.js')
          return benchRecover(argv, context)
        }),
    )
    .command(
      'tui',
      'The terminal UI in a real terminal: first frame, keys on a long list, a long log, idling',
      {
        apps: { type: 'number', default: 10_000, describe: 'Apps in the catalog' },
        lines: { type: 'number', default: 1_000_000, describe: 'Lines of the log' },
        columns: { type: 'number', default: 120, describe: 'Width of the terminal' },
        rows: { type: 'number', default: 40, describe: 'Height of the terminal' },
        runs: runs(5),
        seed,
        ...commonOptions,
      },
      argv =>
        finish('tui', argv, async context => {
          const { benchTui } = await import('./tui/tui-bench.js')
          return benchTui(argv, context)
        }),
    )
    .command(
      'crash',
      'Workspaces under seeded blows; then what was promised is checked',
      {
        seed: { type: 'number', default: 1, describe: 'Decides which blows come when' },
        kills: { type: 'number', default: 100, describe: 'Blows' },
        workspaces: { type: 'number', default: 6, describe: 'Workspaces that are busy at the same time' },
        keep: { type: 'boolean', default: false, describe: 'Keep its directory in any case' },
      },
      async argv => {
        const { crash } = await import('./crash/crash.js')
        setExitCode(await crash(argv))
      },
    )
    .command('clean', 'Remove the generated catalogs', {}, () => removeCatalogs())
    .demandCommand(1, 'Name a bench: sync, git, validate, read, provision, queue, start, recover or crash.')
    .strict()
    .version(false)
    .wrap(110)
    .fail(failWith)
}
