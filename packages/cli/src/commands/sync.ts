import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface SyncArguments {
  readonly dryRun: boolean
  readonly force: boolean
  readonly watch: boolean
  readonly output: OutputFormat
}

export const syncCommand = (finish: Finish) =>
  defineCommand<SyncArguments>({
    command: 'sync',
    describe: 'Bring the catalog in step with the apps directory',
    build: yargs =>
      yargs
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'Show what would change and write nothing',
        })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'Sync even when most apps would be removed',
        })
        .option('watch', {
          type: 'boolean',
          alias: 'w',
          default: false,
          describe: 'Go on, and sync what changes, until ctrl-C; with -o json a line for each sync',
        })
        .option('output', outputOption)
        .example('$0 sync', 'scan, validate, write what changed')
        .example('$0 sync --dry-run -o json', 'what would change, for a script')
        .example('$0 sync --watch', 'follow the apps directory while you edit'),
    handle: async args => {
      const { sync } = await import('./actions/sync.js')
      finish(await sync(args))
    },
  })
