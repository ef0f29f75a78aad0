import { outputOption } from '../output/output-option.js'
import type {
  DownloadStateArguments,
  ListStatesArguments,
  StateArguments,
} from './actions/workspace-state.js'
import { defineCommand, type Finish } from './command.js'
import { workspacePositional } from './workspace-options.js'

const statePositional = { type: 'string', demandOption: true, describe: 'Id of the state' } as const
const confirmOption = { alias: 'y', type: 'boolean', default: false, describe: 'Do not ask' } as const

export const statesCommand = (finish: Finish) =>
  defineCommand<ListStatesArguments>({
    command: 'states <workspace>',
    describe: 'List the states that are kept, newest first',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .option('output', outputOption)
        .example('$0 workspace states shop-k3f9', 'each with its serial and time'),
    handle: async args => {
      const { listStates } = await import('./actions/workspace-state.js')
      finish(await listStates(args))
    },
  })

export const stateCommand = (finish: Finish) =>
  defineCommand<DownloadStateArguments>({
    command: 'state <workspace> [state]',
    describe: 'Write a state as its engine wrote it; default the newest',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .positional('state', { type: 'string', describe: 'Id of the state' })
        .option('file', {
          alias: 'f',
          type: 'string',
          describe: 'Into this file, which must not be there yet',
        })
        .example('$0 workspace state shop-k3f9 -f shop.tfstate', 'it holds secrets in the clear'),
    handle: async args => {
      const { downloadState } = await import('./actions/workspace-state.js')
      finish(await downloadState(args))
    },
  })

export const restoreStateCommand = (finish: Finish) =>
  defineCommand<StateArguments>({
    command: 'restore-state <workspace> <state>',
    describe: 'Make an earlier state the newest again',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .positional('state', statePositional)
        .option('yes', confirmOption)
        .option('output', outputOption)
        .example('$0 workspace restore-state shop-k3f9 17', 'then `workspace plan` shows what that means'),
    handle: async args => {
      const { restoreState } = await import('./actions/workspace-state.js')
      finish(await restoreState(args))
    },
  })

export const chooseStateCommand = (finish: Finish) =>
  defineCommand<StateArguments>({
    command: 'choose-state <workspace> <state>',
    describe: 'Say which state holds, where states have diverged',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .positional('state', statePositional)
        .option('yes', confirmOption)
        .option('output', outputOption)
        .example('$0 workspace choose-state shop-k3f9 18', '`workspace states` lists them'),
    handle: async args => {
      const { chooseState } = await import('./actions/workspace-state.js')
      finish(await chooseState(args))
    },
  })
