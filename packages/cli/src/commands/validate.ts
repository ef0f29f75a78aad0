import { defineCommand, type Finish } from './command.js'

/** What `validate` is asked. */
export interface ValidateArguments {
  readonly paths: readonly string[]
  readonly format: readonly string[]
  readonly since?: string
  readonly failOn: 'error' | 'warning' | 'info' | 'never'
  readonly fix: boolean
  readonly fixUnsafe: boolean
  readonly fixDryRun: boolean
  readonly stdinFilename?: string
  readonly rules?: string
  readonly quiet: boolean
}

export const validateCommand = (finish: Finish) =>
  defineCommand<ValidateArguments>({
    command: 'validate [paths..]',
    describe: 'Check manifests and their files; no database needed',
    build: yargs =>
      yargs
        .positional('paths', {
          type: 'string',
          array: true,
          default: [],
          describe:
            'Manifests, app folders, apps directories, globs; - for stdin; default: the apps directory',
        })
        .option('format', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe:
            'human, concise, json, jsonl, sarif, github, gitlab or junit; with :file to a file; several times for several (default: human)',
        })
        .option('since', {
          type: 'string',
          requiresArg: true,
          describe: 'Only apps that differ from where this branch left a Git ref',
        })
        .option('fail-on', {
          choices: ['error', 'warning', 'info', 'never'] as const,
          default: 'error' as const,
          describe: 'Least severity for exit code 1',
        })
        .option('fix', { type: 'boolean', default: false, describe: 'Apply safe fixes and show them' })
        .option('fix-unsafe', {
          type: 'boolean',
          default: false,
          describe: 'Apply also fixes that may change what is meant; look at them',
        })
        .option('fix-dry-run', {
          type: 'boolean',
          default: false,
          describe: 'Show what --fix (or --fix-unsafe) would change, and change nothing',
        })
        .option('stdin-filename', {
          type: 'string',
          requiresArg: true,
          describe: 'Where the manifest on stdin belongs, so that its Dockerfiles are looked at',
        })
        .option('rules', {
          type: 'string',
          requiresArg: true,
          describe: 'ES module that exports `rules`: rules of your own',
        })
        .option('quiet', { type: 'boolean', default: false, describe: 'Errors only' })
        .example('$0 validate', 'every app of the apps directory')
        .example('$0 validate apps/shop --fix', 'one app, with safe fixes')
        .example("$0 validate 'apps/shop-*' --format concise", 'some apps, one line per finding')
        .example('$0 validate --since origin/main --format github --format sarif:out.sarif', 'in CI')
        .example('$0 validate - --stdin-filename apps/shop/app-manifest.json', 'what an editor holds'),
    handle: async args => {
      const { validate } = await import('./actions/validate.js')
      finish(await validate(args))
    },
  })
