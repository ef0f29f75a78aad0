import { defineCommand, type Finish } from './command.js'

/** What `init` is asked. */
export interface InitArguments {
  readonly folder: string
  readonly name?: string
  readonly description?: string
  readonly owner?: string
  readonly yes: boolean
  readonly force: boolean
  readonly dryRun: boolean
}

export const initCommand = (finish: Finish) =>
  defineCommand<InitArguments>({
    command: 'init [folder]',
    describe: 'Write a manifest by looking at Dockerfiles, compose file and package.json',
    build: yargs =>
      yargs
        .positional('folder', { type: 'string', default: '.', describe: "The app's folder" })
        .option('name', { type: 'string', requiresArg: true, describe: 'Name of the app, for people' })
        .option('description', { type: 'string', requiresArg: true, describe: 'What it does' })
        .option('owner', { type: 'string', requiresArg: true, describe: 'Team that owns it' })
        .option('yes', {
          alias: 'y',
          type: 'boolean',
          default: false,
          describe: 'Ask nothing; take what was found',
        })
        .option('force', { type: 'boolean', default: false, describe: 'Replace a manifest that is there' })
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'Print it to stdout and write nothing',
        })
        .example('$0 init apps/shop', 'asks, with what was found as the answers so far')
        .example('$0 init apps/shop --yes --owner team-sales', 'in a script')
        .example('$0 init apps/shop --dry-run', 'what it would write, and where each value comes from'),
    handle: async args => {
      const { init } = await import('./actions/init.js')
      finish(await init(args))
    },
  })
