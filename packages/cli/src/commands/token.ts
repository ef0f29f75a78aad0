import type { Role } from '@waybill/core'
import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly output: OutputFormat
}

interface CreateArguments extends ListArguments {
  readonly name: string
  readonly role: Role
  readonly ttl: string
}

interface RevokeArguments extends ListArguments {
  readonly token: string
}

export const tokenCommand = (finish: Finish) =>
  defineCommand({
    command: 'token',
    describe: 'Who may use the API',
    build: yargs =>
      yargs
        .command(createCommand(finish))
        .command(listCommand(finish))
        .command(revokeCommand(finish))
        .example('$0 token create ci --role operator', 'for a pipeline')
        .example('$0 token ls', 'who may do what, and until when')
        .demandCommand(1, 'Name what to do with tokens: create, ls or revoke.'),
  })

const createCommand = (finish: Finish) =>
  defineCommand<CreateArguments>({
    command: 'create <name>',
    describe: 'Make a token; its secret goes to stdout, once',
    build: yargs =>
      yargs
        .positional('name', {
          type: 'string',
          demandOption: true,
          describe: 'Stands in what is done with it',
        })
        .option('role', {
          choices: ['viewer', 'operator', 'admin'] as const,
          default: 'viewer',
          describe: 'viewer reads; operator syncs and changes workspaces; admin does everything',
        })
        .option('ttl', { type: 'string', default: '90d', describe: 'How long it holds, e.g. 30d; or never' })
        .option('output', outputOption)
        .example('$0 token create ci --role operator > ci.token', 'for a pipeline'),
    handle: async args => {
      const { createToken } = await import('./actions/token.js')
      finish(await createToken(args))
    },
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List tokens, without their secrets',
    build: yargs => yargs.option('output', outputOption).example('$0 token ls', 'names, roles and ends'),
    handle: async args => {
      const { listTokens } = await import('./actions/token.js')
      finish(await listTokens(args))
    },
  })

const revokeCommand = (finish: Finish) =>
  defineCommand<RevokeArguments>({
    command: 'revoke <token>',
    describe: 'Refuse a token from now on',
    build: yargs =>
      yargs
        .positional('token', { type: 'string', demandOption: true, describe: 'Its name or id' })
        .option('output', outputOption)
        .example('$0 token revoke ci', 'by its name'),
    handle: async args => {
      const { revokeToken } = await import('./actions/token.js')
      finish(await revokeToken(args))
    },
  })
