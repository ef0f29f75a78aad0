import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

export const doctorCommand = (finish: Finish) =>
  defineCommand<{ readonly output: OutputFormat; readonly bundle?: string }>({
    command: 'doctor',
    describe: 'Look at everything Waybill needs, and say how to mend what is missing',
    build: yargs =>
      yargs
        .option('output', outputOption)
        .option('bundle', {
          type: 'string',
          describe:
            'Also write a JSON file for whoever helps you: checks, settings, newest syncs, failed runs; no secrets',
        })
        .example('$0 doctor', 'settings, Node.js, database, engines, templates, apps, Git, Docker')
        .example('$0 doctor -o json', 'for a script')
        .example('$0 doctor --bundle waybill.json', 'for a report of a problem'),
    handle: async args => {
      const { doctor } = await import('./actions/doctor.js')
      finish(await doctor(args))
    },
  })
