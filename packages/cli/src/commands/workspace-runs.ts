import { outputOption } from '../output/output-option.js'
import type { PlanArguments, RefreshArguments, UpdateArguments } from './actions/workspace-run.js'
import { defineCommand, type Finish } from './command.js'
import {
  alwaysWaitOption,
  approveOption,
  paramOption,
  waitOption,
  workspacePositional,
  yesOption,
} from './workspace-options.js'

export const updateCommand = (finish: Finish) =>
  defineCommand<UpdateArguments>({
    command: 'update [workspace]',
    describe: 'Bring a workspace to the newest app, template and parameters',
    build: yargs =>
      yargs
        .positional('workspace', { type: 'string', describe: 'Name or id' })
        .option('all-outdated', {
          type: 'boolean',
          default: false,
          describe: 'Every one whose app or template has a newer version',
        })
        .option('app', { type: 'string', describe: 'With --all-outdated: only of this app' })
        .option('owner', { type: 'string', describe: 'With --all-outdated: only of this owner' })
        .option('param', { ...paramOption, describe: 'New parameter as name=value; null takes it away' })
        .option('approve', approveOption)
        .option('yes', yesOption)
        .option('wait', waitOption)
        .option('output', outputOption)
        .example('$0 workspace update shop-k3f9 --wait', 'show the plan, ask, and follow the log')
        .example('$0 workspace update shop-k3f9 -p replicas=3 -w -y', 'in a script')
        .example('$0 workspace update --all-outdated', 'every workspace that has a newer version'),
    handle: async args => {
      const { updateWorkspace } = await import('./actions/workspace-run.js')
      finish(await updateWorkspace(args))
    },
  })

export const planCommand = (finish: Finish) =>
  defineCommand<PlanArguments>({
    command: 'plan <workspace>',
    describe: 'Show what an update would do; nothing is changed',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .option('param', { ...paramOption, describe: 'With this parameter, as name=value' })
        .option('wait', alwaysWaitOption)
        .option('output', outputOption)
        .example('$0 workspace plan shop-k3f9', 'with the newest app and template')
        .example('$0 workspace plan shop-k3f9 -p replicas=3', 'with another parameter'),
    handle: async args => {
      const { planWorkspace } = await import('./actions/workspace-run.js')
      finish(await planWorkspace(args))
    },
  })

export const refreshCommand = (finish: Finish) =>
  defineCommand<RefreshArguments>({
    command: 'refresh <workspace>',
    describe: 'Find what is not as its state says; nothing is changed',
    build: yargs =>
      yargs
        .positional('workspace', workspacePositional)
        .option('wait', alwaysWaitOption)
        .option('output', outputOption)
        .example('$0 workspace refresh shop-k3f9', 'what has drifted, attribute by attribute'),
    handle: async args => {
      const { refreshWorkspace } = await import('./actions/workspace-run.js')
      finish(await refreshWorkspace(args))
    },
  })
