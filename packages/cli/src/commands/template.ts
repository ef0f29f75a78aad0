import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly output: OutputFormat
}

interface CheckArguments extends ListArguments {
  readonly names: readonly string[]
}

export const templateCommand = (finish: Finish) =>
  defineCommand({
    command: 'template',
    describe: 'What turns apps into infrastructure',
    build: yargs =>
      yargs
        .command(listCommand(finish))
        .command(checkCommand(finish))
        .example('$0 template ls', 'what there is')
        .example('$0 template check', 'prove them all')
        .demandCommand(1, 'Name what to do with templates: ls or check.'),
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List templates',
    build: yargs =>
      yargs
        .option('output', outputOption)
        .example('$0 template ls -o json', 'with the schema of their parameters'),
    handle: async args => {
      const { listTemplates } = await import('./actions/template.js')
      finish(await listTemplates(args))
    },
  })

const checkCommand = (finish: Finish) =>
  defineCommand<CheckArguments>({
    command: 'check [names..]',
    describe: 'Prove templates without creating anything',
    build: yargs =>
      yargs
        .positional('names', { type: 'string', array: true, default: [], describe: 'Names; default: all' })
        .option('output', outputOption)
        .example('$0 template check local', 'ask the engine whether it holds'),
    handle: async args => {
      const { checkTemplates } = await import('./actions/template.js')
      finish(await checkTemplates(args))
    },
  })
