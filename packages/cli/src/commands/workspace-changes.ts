import { outputOption } from '../output/output-option.js'
import type { ExtendArguments, OutputsArguments, RenameArguments } from './actions/workspace-change.js'
import { defineCommand, type Finish } from './command.js'
import { workspacePositional } from './workspace-options.js'

export const renameCommand = (finish: Finish) =>
  defineCommand<RenameArguments>({
    command: 'rename <workspace> [name]',
    describe: 'Give a workspace another name or owner',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .positional('name', { type: 'string', describe: 'Its new name' })
        .option('owner', { type: 'string', describe: 'Its new owner; empty for none' })
        .option('output', outputOption)
        .example('$0 workspace rename shop-k3f9 shop-demo', 'what it has made keeps its key')
        .example('$0 workspace rename shop-demo --owner team-shop', 'the name stays'),
    handle: async args => {
      const { renameWorkspace } = await import('./actions/workspace-change.js')
      finish(await renameWorkspace(args))
    },
  })

export const extendCommand = (finish: Finish) =>
  defineCommand<ExtendArguments>({
    command: 'extend <workspace> <ttl>',
    describe: 'Let a workspace live so long from now on',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .positional('ttl', {
          type: 'string',
          demandOption: true,
          describe: 'Such as 8h or 3d; never: until it is destroyed',
        })
        .option('output', outputOption)
        .example('$0 workspace extend shop-k3f9 8h', 'it ends in eight hours'),
    handle: async args => {
      const { extendWorkspace } = await import('./actions/workspace-change.js')
      finish(await extendWorkspace(args))
    },
  })

export const outputsCommand = (finish: Finish) =>
  defineCommand<OutputsArguments>({
    command: 'outputs <workspace>',
    describe: 'Show what its template puts out',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .option('reveal', {
          type: 'boolean',
          default: false,
          describe: 'The sensitive ones, too; the change feed tells who looked',
        })
        .option('output', outputOption)
        .example('$0 workspace outputs shop-k3f9 --reveal -o json', 'with their values'),
    handle: async args => {
      const { showOutputs } = await import('./actions/workspace-change.js')
      finish(await showOutputs(args))
    },
  })
