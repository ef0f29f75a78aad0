import { defineCommand, type Finish } from './command.js'

interface ServeArguments {
  readonly host?: string
  readonly port?: number
  readonly worker: boolean
}

export const serveCommand = (finish: Finish) =>
  defineCommand<ServeArguments>({
    command: 'serve',
    describe: 'Start the API and a worker',
    build: yargs =>
      yargs
        .option('host', { type: 'string', describe: 'Address to bind to (WAYBILL_HOST)' })
        .option('port', { type: 'number', describe: 'Port; 0 takes a free one (PORT)' })
        .option('worker', {
          type: 'boolean',
          default: true,
          describe: 'Execute runs in this process; --no-worker for the API alone',
        })
        .example('$0 serve', 'your apps, on port 8000')
        .example('$0 serve --demo', 'the example apps and templates')
        .example('APPS_DIR=/srv/apps $0 serve --port 8080', 'another apps directory, another port'),
    handle: async args => {
      const { serve } = await import('./actions/serve.js')
      finish(await serve(args))
    },
  })
