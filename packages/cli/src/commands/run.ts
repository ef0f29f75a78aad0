import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly workspace?: string
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
        .command(cancelCommand(finish))
        .demandCommand(1, 'Name what to do with runs: ls, get, log or cancel.'),
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
        .option('output', outputOption),
    handle: async args => {
      const { listRuns } = await import('./actions/run.js')
      finish(await listRuns(args))
    },
  })

const getCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: ['get <run>', 'show <run>'],
    describe: 'Show one run',
    build: yargs => yargs.positional('run', runPositional).option('output', outputOption),
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

const cancelCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: 'cancel <run>',
    describe: 'Stop a run gracefully; what it has made stays known',
    build: yargs => yargs.positional('run', runPositional).option('output', outputOption),
    handle: async args => {
      const { cancelRun } = await import('./actions/run.js')
      finish(await cancelRun(args))
    },
  })
