import yargs from 'yargs'
import { catalogCommand } from './commands/catalog.js'
import { configCommand } from './commands/config.js'
import { migrateCommand } from './commands/migrate.js'
import { runCommand } from './commands/run.js'
import { serveCommand } from './commands/serve.js'
import { syncCommand } from './commands/sync.js'
import { templateCommand } from './commands/template.js'
import { tokenCommand } from './commands/token.js'
import { validateCommand } from './commands/validate.js'
import { workspaceCommand } from './commands/workspace.js'
import { packageVersion } from './package-version.js'
import { UsageError } from './usage-error.js'

/** Parses the command line and runs the command. Each command loads what it needs only when it runs. */
export async function parseAndRun(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  await yargs([...args])
    .scriptName('waybill')
    .usage('$0 <command>\n\nManifests in, running workspaces out.')
    .option('apps-dir', { type: 'string', describe: 'Apps directory (APPS_DIR)', global: true })
    .option('data-dir', { type: 'string', describe: 'Data directory (WAYBILL_DATA_DIR)', global: true })
    .option('server', {
      type: 'string',
      describe: 'Work on the Waybill that is served there, e.g. http://localhost:8000 (WAYBILL_SERVER)',
      global: true,
    })
    .option('demo', {
      type: 'boolean',
      describe: 'Use the example apps and templates, with data in .waybill/demo',
      global: true,
    })
    .option('debug', { type: 'boolean', describe: 'More log; stack traces of errors', global: true })
    .command(serveCommand(finish))
    .command(syncCommand(finish))
    .command(validateCommand(finish))
    .command(catalogCommand(finish))
    .command(workspaceCommand(finish))
    .command(runCommand(finish))
    .command(templateCommand(finish))
    .command(tokenCommand(finish))
    .command(migrateCommand(finish))
    .command(configCommand(finish))
    .example('$0 serve --demo', 'the example apps, an embedded database, the API on port 8000')
    .example('$0 validate apps/shop', 'check a manifest and its Dockerfiles')
    .example('$0 workspace create shop --wait', 'provision an app and follow the log')
    .epilogue(
      'Data goes to stdout, everything else to stderr. Exit codes: 0 ok, 1 findings or a failed run, 2 usage, 3 environment, 4 not found, 130 interrupted.',
    )
    .demandCommand(1, 'Name a command; `waybill --help` lists them.')
    .strict()
    .recommendCommands()
    .version(packageVersion())
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message)
    })
    .parseAsync()
  return exitCode
}
