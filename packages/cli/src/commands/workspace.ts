import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'
import { openWorkspaceCommand } from './open.js'
import { extendCommand, outputsCommand, renameCommand } from './workspace-changes.js'
import { approveOption, paramOption, waitOption, yesOption } from './workspace-options.js'
import { planCommand, refreshCommand, updateCommand } from './workspace-runs.js'
import { chooseStateCommand, restoreStateCommand, stateCommand, statesCommand } from './workspace-states.js'

interface CreateArguments {
  readonly app: string
  readonly name?: string
  readonly template?: string
  readonly param: readonly string[]
  readonly owner?: string
  readonly idempotencyKey?: string
  readonly ttl?: string
  readonly approve?: 'destructive' | 'always' | 'never'
  readonly planFirst: boolean
  readonly yes: boolean
  readonly wait: boolean
  readonly output: OutputFormat
}

interface ListArguments {
  readonly watch: boolean
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
  readonly orphan: boolean
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
        .command(updateCommand(finish))
        .command(planCommand(finish))
        .command(refreshCommand(finish))
        .command(extendCommand(finish))
        .command(renameCommand(finish))
        .command(outputsCommand(finish))
        .command(openWorkspaceCommand(finish))
        .command(statesCommand(finish))
        .command(stateCommand(finish))
        .command(restoreStateCommand(finish))
        .command(chooseStateCommand(finish))
        .command(destroyCommand(finish))
        .example('$0 workspace create shop --wait', 'provision an app and follow the log')
        .example('$0 ws ls', 'what there is, and what it waits for')
        .demandCommand(1, 'Name what to do with workspaces; `waybill workspace --help` lists it.'),
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
        .option('param', paramOption)
        .option('owner', { type: 'string', describe: 'Who owns it' })
        .option('idempotency-key', {
          type: 'string',
          describe: 'Again with the same key answers the same workspace',
        })
        .option('ttl', { type: 'string', describe: 'Destroyed by itself after this time, e.g. 8h' })
        .option('approve', approveOption)
        .option('plan-first', {
          type: 'boolean',
          default: false,
          describe: 'Its first plan waits to be approved, whatever later ones do',
        })
        .option('yes', yesOption)
        .option('wait', { ...waitOption, describe: 'Follow the log until it is ready' })
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
        .option('watch', {
          alias: 'w',
          type: 'boolean',
          default: false,
          describe: 'Go on until ctrl-C, and show them again when something happens',
        })
        .option('output', outputOption)
        .example('$0 workspace ls --watch', 'see them become ready')
        .example('$0 workspace ls --app shop', 'those of an app')
        .example('$0 workspace ls -a -o json', 'destroyed ones, too, for a script'),
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
        .option('output', outputOption)
        .example('$0 workspace get shop-k3f9', 'status, endpoints, what may be done now'),
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
        .option('orphan', {
          type: 'boolean',
          default: false,
          describe: 'Only forget it: what it is made of stays, and nobody removes it',
        })
        .option('yes', { ...yesOption, describe: 'Do not ask' })
        .option('wait', { ...waitOption, describe: 'Follow the log until it is gone' })
        .option('output', outputOption)
        .example('$0 workspace destroy shop-k3f9 --yes --wait', 'in a script'),
    handle: async args => {
      const { destroyWorkspace } = await import('./actions/workspace.js')
      finish(await destroyWorkspace(args))
    },
  })
