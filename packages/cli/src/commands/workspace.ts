import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface CreateArguments {
  readonly app: string
  readonly name?: string
  readonly template?: string
  readonly param: readonly string[]
  readonly owner?: string
  readonly idempotencyKey?: string
  readonly wait: boolean
  readonly output: OutputFormat
}

interface ListArguments {
  readonly app?: string
  readonly owner?: string
  readonly all: boolean
  readonly output: OutputFormat
}

interface GetArguments {
  readonly workspace: string
  readonly output: OutputFormat
}

interface DestroyArguments extends GetArguments {
  readonly yes: boolean
  readonly wait: boolean
}

export const workspaceCommand = (finish: Finish) =>
  defineCommand({
    command: ['workspace', 'ws'],
    describe: 'Provisioned instances of apps',
    build: yargs =>
      yargs
        .command(createCommand(finish))
        .command(listCommand(finish))
        .command(getCommand(finish))
        .command(destroyCommand(finish))
        .demandCommand(1, 'Name what to do with workspaces: create, ls, get or destroy.'),
  })

const createCommand = (finish: Finish) =>
  defineCommand<CreateArguments>({
    command: 'create <app>',
    describe: 'Provision an app',
    build: yargs =>
      yargs
        .positional('app', { type: 'string', demandOption: true, describe: 'Slug of the app' })
        .option('name', {
          type: 'string',
          describe: 'Name of the workspace; default: the slug and a short key',
        })
        .option('template', { alias: 't', type: 'string', describe: 'Template; default: the default one' })
        .option('param', {
          alias: 'p',
          type: 'string',
          array: true,
          default: [],
          describe: 'Parameter as name=value; the value is JSON if it can be',
        })
        .option('owner', { type: 'string', describe: 'Who owns it' })
        .option('idempotency-key', {
          type: 'string',
          describe: 'Again with the same key answers the same workspace',
        })
        .option('wait', {
          alias: 'w',
          type: 'boolean',
          default: false,
          describe: 'Follow the log until it is ready',
        })
        .option('output', outputOption)
        .example('$0 workspace create shop --wait', 'follow the log until it is ready')
        .example('$0 workspace create shop -t local -p base_port=9000', 'with a template and a parameter'),
    handle: async args => {
      const { createWorkspace } = await import('./actions/workspace.js')
      finish(await createWorkspace(args))
    },
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List workspaces',
    build: yargs =>
      yargs
        .option('app', { type: 'string', describe: 'Of this app' })
        .option('owner', { type: 'string', describe: 'Owned by' })
        .option('all', { alias: 'a', type: 'boolean', default: false, describe: 'Destroyed ones, too' })
        .option('output', outputOption),
    handle: async args => {
      const { listWorkspaces } = await import('./actions/workspace.js')
      finish(await listWorkspaces(args))
    },
  })

const getCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: ['get <workspace>', 'show <workspace>'],
    describe: 'Show one workspace',
    build: yargs =>
      yargs
        .positional('workspace', { type: 'string', demandOption: true, describe: 'Name or id' })
        .option('output', outputOption),
    handle: async args => {
      const { getWorkspace } = await import('./actions/workspace.js')
      finish(await getWorkspace(args))
    },
  })

const destroyCommand = (finish: Finish) =>
  defineCommand<DestroyArguments>({
    command: ['destroy <workspace>', 'rm <workspace>'],
    describe: 'Destroy a workspace and what it is made of',
    build: yargs =>
      yargs
        .positional('workspace', { type: 'string', demandOption: true, describe: 'Name or id' })
        .option('yes', { alias: 'y', type: 'boolean', default: false, describe: 'Do not ask' })
        .option('wait', {
          alias: 'w',
          type: 'boolean',
          default: false,
          describe: 'Follow the log until it is gone',
        })
        .option('output', outputOption)
        .example('$0 workspace destroy shop-k3f9 --yes --wait', 'in a script'),
    handle: async args => {
      const { destroyWorkspace } = await import('./actions/workspace.js')
      finish(await destroyWorkspace(args))
    },
  })
