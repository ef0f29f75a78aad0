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
        .demandCommand(1, 'Name what to do with the catalog: ls or get.'),
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
