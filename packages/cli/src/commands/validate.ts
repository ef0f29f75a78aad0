import { defineCommand, type Finish } from './command.js'

interface ValidateArguments {
  readonly paths: readonly string[]
  readonly format: 'human' | 'concise' | 'json'
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
          describe: 'App folders or apps directories; default: the apps directory',
        })
        .option('format', {
          choices: ['human', 'concise', 'json'] as const,
          default: 'human' as const,
          describe: 'How findings are written',
        })
        .example('$0 validate', 'every app of the apps directory')
        .example('$0 validate apps/shop --format concise', 'one app, one line per finding'),
    handle: async args => {
      const { validate } = await import('./actions/validate.js')
      finish(await validate(args))
    },
  })
