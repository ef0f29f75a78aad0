import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

/** What `events` is asked. */
export interface EventsArguments {
  readonly follow: boolean
  readonly after?: number
  readonly limit: number
  readonly type: readonly string[]
  readonly output: OutputFormat
}

export const eventsCommand = (finish: Finish) =>
  defineCommand<EventsArguments>({
    command: 'events',
    describe: 'Show or follow what happened',
    build: yargs =>
      yargs
        .option('follow', {
          alias: 'f',
          type: 'boolean',
          default: false,
          describe: 'Go on with what happens from now on',
        })
        .option('after', {
          type: 'number',
          requiresArg: true,
          describe: 'Only what came after the event of this number',
        })
        .option('limit', {
          alias: 'n',
          type: 'number',
          default: 50,
          describe: 'At most so many of the newest',
        })
        .option('type', {
          type: 'string',
          array: true,
          default: [],
          describe: 'Only events of a type, such as app.broken, or of a group, such as run',
        })
        .option('output', outputOption)
        .example('$0 events', 'the newest 50')
        .example('$0 events -f --type run', 'what runs do, as it happens')
        .example('$0 events -f -o json', 'one JSON object a line'),
    handle: async args => {
      const { showEvents } = await import('./actions/events.js')
      finish(await showEvents(args))
    },
  })
