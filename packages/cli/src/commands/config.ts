import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ConfigArguments {
  readonly output: OutputFormat
}

export const configCommand = (finish: Finish) =>
  defineCommand<ConfigArguments>({
    command: 'config',
    describe: 'Show each setting and where it comes from, secrets masked',
    build: yargs =>
      yargs
        .option('output', outputOption)
        .example('$0 config', 'every setting, its value and its origin')
        .example('PORT=8080 $0 config -o json', 'for a script'),
    handle: async args => {
      const { showConfig } = await import('./actions/config.js')
      finish(await showConfig(args))
    },
  })
