import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface StatusArguments {
  readonly output: OutputFormat
}

interface StepArguments {
  readonly to?: string
}

interface CreateArguments {
  readonly message: string
}

export const migrateCommand = (finish: Finish) =>
  defineCommand({
    command: 'migrate',
    describe: 'Bring the database schema up or down',
    build: yargs =>
      yargs
        .command(statusCommand(finish))
        .command(upCommand(finish))
        .command(downCommand(finish))
        .command(checkCommand(finish))
        .command(createCommand(finish))
        .example('$0 migrate status', 'what is applied')
        .example('$0 migrate up', 'apply what is pending')
        .demandCommand(1, 'Name what to do: status, up, down, check or create.'),
  })

const statusCommand = (finish: Finish) =>
  defineCommand<StatusArguments>({
    command: 'status',
    describe: 'Which migrations are applied',
    build: yargs =>
      yargs.option('output', outputOption).example('$0 migrate status || $0 migrate up', 'in a deployment'),
    handle: async args => {
      const { migrateStatus } = await import('./actions/migrate.js')
      finish(await migrateStatus(args))
    },
  })

const upCommand = (finish: Finish) =>
  defineCommand<StepArguments>({
    command: 'up',
    describe: 'Apply what is pending',
    build: yargs =>
      yargs
        .option('to', { type: 'string', describe: 'Up to this migration' })
        .example('$0 migrate up', 'all that is pending'),
    handle: async args => {
      const { migrateUp } = await import('./actions/migrate.js')
      finish(await migrateUp(args))
    },
  })

const downCommand = (finish: Finish) =>
  defineCommand<StepArguments>({
    command: 'down',
    describe: 'Take the last migration back',
    build: yargs =>
      yargs
        .option('to', { type: 'string', describe: 'Down to this migration, itself included; 0 for all' })
        .example('$0 migrate down', 'the last one')
        .example('$0 migrate down --to 0', 'all of them: the schema is empty then'),
    handle: async args => {
      const { migrateDown } = await import('./actions/migrate.js')
      finish(await migrateDown(args))
    },
  })

const checkCommand = (finish: Finish) =>
  defineCommand({
    command: 'check',
    describe: 'Fail when the models differ from what the migrations make',
    build: yargs => yargs.example('$0 migrate check', 'in CI, after a change of the models'),
    handle: async args => {
      const { migrateCheck } = await import('./actions/migrate.js')
      finish(await migrateCheck(args))
    },
  })

const createCommand = (finish: Finish) =>
  defineCommand<CreateArguments>({
    command: 'create',
    describe: 'Write a draft migration of what the models have and the migrations do not',
    build: yargs =>
      yargs
        .option('message', {
          alias: 'm',
          type: 'string',
          demandOption: true,
          describe: 'What it does, in a few words',
        })
        .example("$0 migrate create -m 'names of owners'", 'writes a draft to be reviewed'),
    handle: async args => {
      const { migrateCreate } = await import('./actions/migrate.js')
      finish(await migrateCreate(args))
    },
  })
