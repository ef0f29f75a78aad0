import type { CommandModule } from 'yargs'
import type { Finish, GlobalArguments } from './command.js'

/** One command as the help lists it. Its options and its work are loaded only when it is asked for. */
export interface ListedCommand {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly describe: string
  // biome-ignore lint/suspicious/noExplicitAny: each command has arguments of its own; yargs takes them all.
  readonly load: () => Promise<(finish: Finish) => CommandModule<GlobalArguments, any>>
}

/** Commands that belong together. */
export interface CommandGroup {
  readonly title: string
  readonly commands: readonly ListedCommand[]
}

/** Every command, in the order of the help. A new one is a row here and a file beside. */
export const commandGroups: readonly CommandGroup[] = [
  {
    title: 'Serve',
    commands: [
      {
        name: 'serve',
        describe: 'Start the API and a worker',
        load: async () => (await import('./serve.js')).serveCommand,
      },
      {
        name: 'worker',
        describe: 'Execute runs, without the API',
        load: async () => (await import('./worker.js')).workerCommand,
      },
    ],
  },
  {
    title: 'Apps',
    commands: [
      {
        name: 'init',
        describe: 'Write a manifest by looking at Dockerfiles, compose file and package.json',
        load: async () => (await import('./init.js')).initCommand,
      },
      {
        name: 'validate',
        describe: 'Check manifests and their files; no database needed',
        load: async () => (await import('./validate.js')).validateCommand,
      },
      {
        name: 'explain',
        describe: 'Say what a code of a finding means, or why an app is as it is',
        load: async () => (await import('./explain.js')).explainCommand,
      },
      {
        name: 'sync',
        describe: 'Bring the catalog in step with the apps directory',
        load: async () => (await import('./sync.js')).syncCommand,
      },
      {
        name: 'diff',
        describe: 'Tell what the catalog would gain, lose or break between two Git refs',
        load: async () => (await import('./diff.js')).diffCommand,
      },
      {
        name: 'catalog',
        describe: 'Apps of the catalog',
        load: async () => (await import('./catalog.js')).catalogCommand,
      },
    ],
  },
  {
    title: 'Workspaces',
    commands: [
      {
        name: 'workspace',
        aliases: ['ws'],
        describe: 'Provisioned instances of apps',
        load: async () => (await import('./workspace.js')).workspaceCommand,
      },
      {
        name: 'run',
        describe: 'Executions for workspaces',
        load: async () => (await import('./run.js')).runCommand,
      },
      {
        name: 'open',
        describe: 'Open a workspace, or the API documentation, in the browser',
        load: async () => (await import('./open.js')).openCommand,
      },
      {
        name: 'template',
        describe: 'What turns apps into infrastructure',
        load: async () => (await import('./template.js')).templateCommand,
      },
      {
        name: 'ui',
        describe: 'The terminal UI: catalog, workspaces and runs, live',
        load: async () => (await import('./ui.js')).uiCommand,
      },
    ],
  },
  {
    title: 'Operate',
    commands: [
      {
        name: 'events',
        describe: 'Show or follow what happened',
        load: async () => (await import('./events.js')).eventsCommand,
      },
      {
        name: 'doctor',
        describe: 'Look at everything Waybill needs, and say how to mend what is missing',
        load: async () => (await import('./doctor.js')).doctorCommand,
      },
      {
        name: 'config',
        describe: 'Show each setting and where it comes from, secrets masked',
        load: async () => (await import('./config.js')).configCommand,
      },
      {
        name: 'token',
        describe: 'Who may use the API',
        load: async () => (await import('./token.js')).tokenCommand,
      },
      {
        name: 'webhook',
        describe: 'Events sent elsewhere',
        load: async () => (await import('./webhook.js')).webhookCommand,
      },
      {
        name: 'key',
        describe: 'Encryption keys: print a new one, see what each has sealed, seal anew',
        load: async () => (await import('./key.js')).keyCommand,
      },
      {
        name: 'migrate',
        describe: 'Bring the database schema up or down',
        load: async () => (await import('./migrate.js')).migrateCommand,
      },
    ],
  },
  {
    title: 'Integrate',
    commands: [
      {
        name: 'completion',
        describe: 'Print the completion script of bash, zsh or fish',
        load: async () => (await import('./completion.js')).makeCompletionCommand(listedCommands),
      },
      {
        name: 'schema',
        describe: 'Print the JSON Schema of app-manifest.json, for editors',
        load: async () => (await import('./schema.js')).schemaCommand,
      },
      {
        name: 'openapi',
        describe: 'Print the OpenAPI document of the API',
        load: async () => (await import('./openapi.js')).openapiCommand,
      },
    ],
  },
]

/** All commands in one list. */
export const listedCommands: readonly ListedCommand[] = commandGroups.flatMap(group => group.commands)
