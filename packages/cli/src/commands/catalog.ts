import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly output: OutputFormat
  readonly query?: string
  readonly type?: 'frontend' | 'backend' | 'worker'
  readonly owner?: string
  readonly tag?: string
  readonly all: boolean
}

interface GetArguments {
  readonly slug: string
  readonly output: OutputFormat
}

export const catalogCommand = (finish: Finish) =>
  defineCommand({
    command: 'catalog',
    describe: 'Apps of the catalog',
    build: yargs =>
      yargs
        .command(listCommand(finish))
        .command(getCommand(finish))
        .command(historyCommand(finish))
        .command(explainCommand(finish))
        .example('$0 catalog ls --type worker', 'apps that have a worker')
        .example('$0 catalog explain shop', 'why it is as it is')
        .demandCommand(1, 'Name what to do with the catalog: ls, get, history or explain.'),
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List apps',
    build: yargs =>
      yargs
        .option('query', { alias: 'q', type: 'string', describe: 'Part of slug, name or description' })
        .option('type', {
          choices: ['frontend', 'backend', 'worker'] as const,
          describe: 'Has a component of this type',
        })
        .option('owner', { type: 'string', describe: 'Owned by' })
        .option('tag', { type: 'string', describe: 'Tagged with' })
        .option('all', {
          alias: 'a',
          type: 'boolean',
          default: false,
          describe: 'Broken and removed apps, too',
        })
        .option('output', outputOption)
        .example('$0 catalog ls --type worker', 'apps that have a worker')
        .example('$0 catalog ls -a -o json', 'everything that is known, as JSON'),
    handle: async args => {
      const { listApps } = await import('./actions/catalog.js')
      finish(await listApps(args))
    },
  })

const getCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: ['get <slug>', 'show <slug>'],
    describe: 'Show one app with its findings',
    build: yargs =>
      yargs
        .positional('slug', { type: 'string', demandOption: true, describe: 'Slug of the app' })
        .option('output', outputOption)
        .example('$0 catalog get shop', 'components, revision, findings'),
    handle: async args => {
      const { getApp } = await import('./actions/catalog.js')
      finish(await getApp(args))
    },
  })

const historyCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: 'history <slug>',
    describe: 'Show when an app changed, and what',
    build: yargs =>
      yargs
        .positional('slug', { type: 'string', demandOption: true, describe: 'Slug of the app' })
        .option('output', outputOption)
        .example('$0 catalog history shop', 'its revisions, newest first')
        .example('$0 catalog history shop -o json', 'with the manifest of each'),
    handle: async args => {
      const { listHistory } = await import('./actions/catalog.js')
      finish(await listHistory(args))
    },
  })

const explainCommand = (finish: Finish) =>
  defineCommand<GetArguments>({
    command: 'explain <slug>',
    describe: 'Say why an app is missing, invalid, stale or outdated',
    build: yargs =>
      yargs
        .positional('slug', {
          type: 'string',
          demandOption: true,
          describe: 'Slug of the app, or its folder',
        })
        .option('output', outputOption)
        .example('$0 catalog explain shop', 'from the folder to the row, step by step'),
    handle: async args => {
      const { explainAppCommand } = await import('./actions/explain-app.js')
      finish(await explainAppCommand(args))
    },
  })
