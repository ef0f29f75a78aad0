import { defineCommand, type Finish } from './command.js'

interface UiArguments {
  readonly place?: string
  readonly readOnly: boolean
  readonly theme?: string
  readonly mouse: boolean
}

export const uiCommand = (finish: Finish) =>
  defineCommand<UiArguments>({
    command: 'ui [place]',
    describe: 'The terminal UI: catalog, workspaces and runs, live',
    build: yargs =>
      yargs
        .positional('place', {
          type: 'string',
          describe: 'Where to begin: apps, workspaces, runs, problems, events, templates, workspaces/demo, …',
        })
        .option('read-only', {
          type: 'boolean',
          default: false,
          describe: 'Look only: nothing can be changed',
        })
        .option('theme', {
          type: 'string',
          choices: ['dark', 'light', 'mono'],
          describe: 'Colours; default: by the terminal, none with NO_COLOR',
        })
        .option('mouse', {
          type: 'boolean',
          default: true,
          describe: 'The wheel scrolls; --no-mouse leaves the mouse to the terminal',
        })
        .example('$0 ui', 'the dashboard')
        .example('$0 ui workspaces/demo', 'one workspace')
        .example('$0 ui problems --read-only', 'all findings, without being able to change anything'),
    handle: async args => {
      const { openUi } = await import('./actions/ui.js')
      finish(await openUi(args))
    },
  })
