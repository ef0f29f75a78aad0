import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly output: OutputFormat
}

export const keyCommand = (finish: Finish) =>
  defineCommand({
    command: 'key',
    describe: 'Encryption keys: print a new one, see what each has sealed, seal anew',
    build: yargs =>
      yargs
        .command(newCommand(finish))
        .command(listCommand(finish))
        .command(resealCommand(finish))
        .example('$0 key > waybill.keys', 'a first key, for WAYBILL_ENCRYPTION_KEY_FILE')
        .example('$0 key ls', 'which keys are in use, and how much each has sealed')
        .example('$0 key reseal', 'after a new key was put in front: nothing needs the old ones then'),
    handle: async () => {
      const { printKey } = await import('./actions/key.js')
      finish(printKey())
    },
  })

const newCommand = (finish: Finish) =>
  defineCommand({
    command: ['new', '$0'],
    describe: 'Print a new line for the file of encryption keys',
    build: yargs =>
      yargs.example(
        '(cat waybill.keys; waybill key new) > new.keys',
        'one that opens, to be put in front later',
      ),
    handle: async () => {
      const { printKey } = await import('./actions/key.js')
      finish(printKey())
    },
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: 'ls',
    describe: 'Show what each key has sealed; never a key itself',
    build: yargs =>
      yargs
        .option('output', outputOption)
        .example('$0 key ls', 'a key that has sealed nothing may leave the file, unless it is the first'),
    handle: async args => {
      const { listKeys } = await import('./actions/key.js')
      finish(await listKeys(args))
    },
  })

const resealCommand = (finish: Finish) =>
  defineCommand({
    command: 'reseal',
    describe: 'Seal with the first key what others sealed, or none; beside whatever runs',
    build: yargs =>
      yargs.example(
        '$0 key reseal',
        'once every server and worker knows the new key; ctrl-C and again is fine',
      ),
    handle: async args => {
      const { resealAll } = await import('./actions/key.js')
      finish(await resealAll(args))
    },
  })
