import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ConfigArguments {
  readonly output: OutputFormat
}

export const configCommand = (finish: Finish) =>
  defineCommand<ConfigArguments>({
    command: 'config',
    describe: 'Show each setting and where it comes from, secrets masked',
    build: yargs => yargs.option('output', outputOption),
    handle: async args => {
      const { showConfig } = await import('./actions/config.js')
      finish(await showConfig(args))
    },
  })
