import type { WorkerArguments } from './actions/worker.js'
import { defineCommand, type Finish } from './command.js'

export const workerCommand = (finish: Finish) =>
  defineCommand<WorkerArguments>({
    command: 'worker',
    describe: 'Execute runs, without the API',
    build: yargs =>
      yargs
        .option('slots', { type: 'number', describe: 'Runs at the same time (WAYBILL_WORKER_SLOTS)' })
        .option('tag', {
          type: 'string',
          array: true,
          describe: 'Also takes runs of templates that ask for it (WAYBILL_WORKER_TAGS)',
        })
        .example('$0 worker', 'beside `waybill serve --no-worker`, on this host or another')
        .example('$0 worker --slots 8 --tag gpu', 'eight at a time, also those that ask for gpu'),
    handle: async args => {
      const { work } = await import('./actions/worker.js')
      finish(await work(args))
    },
  })
