import { defineCommand, type Finish } from './command.js'

/** What `open` is asked. */
export interface OpenArguments {
  readonly workspace?: string
  readonly component?: string
  readonly print: boolean
}

/** The same below `workspace`, where it has to be named. */
export const openWorkspaceCommand = (finish: Finish) =>
  defineCommand<OpenArguments>({
    command: 'open <workspace> [component]',
    describe: 'Open its endpoint in the browser',
    build: yargs =>
      yargs
        .positional('workspace', { type: 'string', demandOption: true, describe: 'Name or id' })
        .positional('component', { type: 'string', describe: 'Component, where there are several endpoints' })
        .option('print', { type: 'boolean', default: false, describe: 'Only print the address' })
        .example('$0 workspace open shop-k3f9', 'its endpoint')
        .example('$0 workspace open shop-k3f9 api --print', 'the address of one component, for a script'),
    handle: async args => {
      const { openInBrowser } = await import('./actions/open.js')
      finish(await openInBrowser(args))
    },
  })

export const openCommand = (finish: Finish) =>
  defineCommand<OpenArguments>({
    command: 'open [workspace] [component]',
    describe: 'Open a workspace, or the API documentation, in the browser',
    build: yargs =>
      yargs
        .positional('workspace', {
          type: 'string',
          describe: "Name or id; without it the local server's pages",
        })
        .positional('component', { type: 'string', describe: 'Component, where there are several endpoints' })
        .option('print', { type: 'boolean', default: false, describe: 'Only print the address' })
        .example('$0 open shop-k3f9', 'its endpoint')
        .example('$0 open shop-k3f9 api --print', 'the address of one component, for a script'),
    handle: async args => {
      const { openInBrowser } = await import('./actions/open.js')
      finish(await openInBrowser(args))
    },
  })
