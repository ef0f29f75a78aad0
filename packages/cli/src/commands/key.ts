import { defineCommand, type Finish } from './command.js'

export const keyCommand = (finish: Finish) =>
  defineCommand({
    command: 'key',
    describe: 'Print a new line for the file of encryption keys',
    build: yargs =>
      yargs
        .example('$0 key > waybill.keys', 'a first key, for WAYBILL_ENCRYPTION_KEY_FILE')
        .example(
          '(waybill key; cat waybill.keys) > new.keys',
          'a new one in front: the others open what they sealed',
        ),
    handle: async () => {
      const { printKey } = await import('./actions/key.js')
      finish(printKey())
    },
  })
