import { type RunKind, type RunStatus, runKinds, runStatuses } from '@waybill/core'
import { type OutputFormat, outputOption } from '../output/output-option.js'
import type { ApproveArguments, CancelArguments, RetryArguments } from './actions/decide-run.js'
import { defineCommand, type Finish } from './command.js'
import { waitOption, yesOption } from './workspace-options.js'

interface ListArguments {
  readonly workspace?: string
  readonly status?: readonly RunStatus[]
  readonly kind?: RunKind
  readonly output: OutputFormat
}

interface GetArguments {
  readonly run: string
  readonly output: OutputFormat
}

interface LogArguments {
  readonly run: string
  readonly follow: boolean
  readonly raw: boolean
}

export const runCommand = (finish: Finish) =>
  defineCommand({
    command: 'run',
    describe: 'Executions for workspaces',
    build: yargs =>
      yargs
        .command(listCommand(finish))
        .command(getCommand(finish))
        .command(logCommand(finish))
        .command(ledgerCommand(finish))
        .command(approveCommand(finish))
        .command(discardCommand(finish))
        .command(cancelCommand(finish))
        .command(retryCommand(finish))
        .example('$0 run ls --workspace shop-k3f9', 'the runs of a workspace')
        .example('$0 run log shop-k3f9 -f', "the newest one's log, live")
        .demandCommand(1, 'Name what to do with runs; `waybill run --help` lists it.'),
  })

const runPositional = {
  type: 'string',
  demandOption: true,
  describe: "Run id, or a workspace's name for its newest run",
} as const

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List runs, newest first',
    build: yargs =>
      yargs
        .option('workspace', { type: 'string', describe: 'Of this workspace (name or id)' })
        .option('status', { array: true, choices: runStatuses, describe: 'With one of these' })
        .option('kind', { choices: runKinds, describe: 'Of this kind' })
        .option('output', outputOption)
        .example('$0 run ls --status planned', 'what waits to be approved'),
    handle: async args => {
      const { listRuns } = await import('./actions/run.js')
      finish(await listRuns(args))
    },
  })

const getCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: ['get <run>', 'show <run>'],
    describe: 'Show one run',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('output', outputOption)
        .example('$0 run get shop-k3f9', 'the newest run of a workspace: status, plan, what may be done'),
    handle: async args => {
      const { getRun } = await import('./actions/run.js')
      finish(await getRun(args))
    },
  })

const logCommand = (finish: Finish) =>
  defineCommand<LogArguments>({
    command: 'log <run>',
    describe: "Write a run's log",
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('follow', {
          alias: 'f',
          type: 'boolean',
          default: false,
          describe: 'Go on until the run has ended',
        })
        .option('raw', {
          type: 'boolean',
          default: false,
          describe: 'The JSON lines as Terraform wrote them',
        })
        .example('$0 run log shop-k3f9 -f', 'the newest run of a workspace, live'),
    handle: async args => {
      const { writeLog } = await import('./actions/run.js')
      finish(await writeLog(args))
    },
  })

const ledgerCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: 'ledger <run>',
    describe: 'How far each of its resources is known to have come',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('output', outputOption)
        .example('$0 run ledger shop-k3f9', 'after a crash: what is made, and what is uncertain'),
    handle: async args => {
      const { showLedger } = await import('./actions/run.js')
      finish(await showLedger(args))
    },
  })

const approveCommand = (finish: Finish) =>
  defineCommand<ApproveArguments>({
    command: 'approve <run>',
    describe: 'Show the plan of a run that waits, and agree to it',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('import', {
          type: 'boolean',
          default: false,
          describe: 'First take into the state what exists and is missing there',
        })
        .option('yes', { ...yesOption, describe: 'Do not ask' })
        .option('wait', waitOption)
        .option('output', outputOption)
        .example('$0 run approve shop-k3f9 --wait', 'the newest run of a workspace')
        .example('$0 run approve shop-k3f9 --yes', 'in a script'),
    handle: async args => {
      const { approveRun } = await import('./actions/decide-run.js')
      finish(await approveRun(args))
    },
  })

const discardCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: 'discard <run>',
    describe: 'Drop a run that is pending, or whose plan waits',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('output', outputOption)
        .example('$0 run discard shop-k3f9', 'its plan is not applied'),
    handle: async args => {
      const { discardRun } = await import('./actions/decide-run.js')
      finish(await discardRun(args))
    },
  })

const cancelCommand = (finish: Finish) =>
  defineCommand<CancelArguments>({
    command: 'cancel <run>',
    describe: 'Stop a run gracefully; what it has made stays known',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'Kill its processes, 10 s after it was asked to stop',
        })
        .option('wait', waitOption)
        .option('output', outputOption)
        .example('$0 run cancel shop-k3f9 --wait', 'until it has stopped')
        .example('$0 run cancel shop-k3f9 --force', 'what it had in hand is uncertain then'),
    handle: async args => {
      const { cancelRun } = await import('./actions/decide-run.js')
      finish(await cancelRun(args))
    },
  })

const retryCommand = (finish: Finish) =>
  defineCommand<RetryArguments>({
    command: 'retry <run>',
    describe: 'Queue a run again that was not applied',
    build: yargs =>
      yargs
        .positional('run', runPositional)
        .option('yes', yesOption)
        .option('wait', waitOption)
        .option('output', outputOption)
        .example('$0 run retry shop-k3f9 --wait', 'with the same app, template and parameters'),
    handle: async args => {
      const { retryRun } = await import('./actions/decide-run.js')
      finish(await retryRun(args))
    },
  })
