import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ListArguments {
  readonly output: OutputFormat
}

interface CreateArguments extends ListArguments {
  readonly url: string
  readonly event: readonly string[]
}

interface WebhookArguments extends ListArguments {
  readonly webhook: string
}

interface RotateArguments extends WebhookArguments {
  readonly overlap: string
  readonly atOnce: boolean
}

interface DeliveryArguments extends WebhookArguments {
  readonly delivery: string
}

const webhookPositional = { type: 'string', demandOption: true, describe: 'Its id' } as const

export const webhookCommand = (finish: Finish) =>
  defineCommand({
    command: 'webhook',
    describe: 'Events sent elsewhere',
    build: yargs =>
      yargs
        .command(createCommand(finish))
        .command(listCommand(finish))
        .command(changeCommand(finish, { name: 'enable', describe: 'Send to a webhook again' }))
        .command(changeCommand(finish, { name: 'disable', describe: 'Stop sending to a webhook for now' }))
        .command(rotateCommand(finish))
        .command(changeCommand(finish, { name: 'delete', describe: 'Delete a webhook and its messages' }))
        .command(changeCommand(finish, { name: 'ping', describe: 'Send a test message' }))
        .command(deliveriesCommand(finish))
        .command(redeliverCommand(finish))
        .example('$0 webhook ls', 'where events are sent to')
        .example('$0 webhook deliveries hook-1', 'what became of them')
        .demandCommand(
          1,
          'Name what to do with webhooks: create, ls, enable, disable, rotate-secret, delete, ping, deliveries or redeliver.',
        ),
  })

const createCommand = (finish: Finish) =>
  defineCommand<CreateArguments>({
    command: 'create <url>',
    describe: 'Send events to a URL from now on; the secret that signs them goes to stdout, once',
    build: yargs =>
      yargs
        .positional('url', { type: 'string', demandOption: true, describe: 'Where to' })
        .option('event', {
          type: 'string',
          array: true,
          default: ['*'],
          describe: 'Types of events, or groups such as run.*',
        })
        .option('output', outputOption)
        .example('$0 webhook create https://hooks.example/waybill --event workspace.status', 'one type'),
    handle: async args => {
      const { createWebhook } = await import('./actions/webhook.js')
      finish(await createWebhook(args))
    },
  })

const listCommand = (finish: Finish) =>
  defineCommand<ListArguments>({
    command: ['ls', 'list'],
    describe: 'List webhooks',
    build: yargs => yargs.option('output', outputOption).example('$0 webhook ls', 'each with its state'),
    handle: async args => {
      const { listWebhooks } = await import('./actions/webhook.js')
      finish(await listWebhooks(args))
    },
  })

const changeCommand = (
  finish: Finish,
  { name, describe }: { readonly name: 'enable' | 'disable' | 'delete' | 'ping'; readonly describe: string },
) =>
  defineCommand<WebhookArguments>({
    command: `${name} <webhook>`,
    describe,
    build: yargs =>
      yargs
        .positional('webhook', webhookPositional)
        .option('output', outputOption)
        .example(`$0 webhook ${name} hook-1`, describe),
    handle: async args => {
      const { changeWebhook } = await import('./actions/webhook.js')
      finish(await changeWebhook(args, name))
    },
  })

const rotateCommand = (finish: Finish) =>
  defineCommand<RotateArguments>({
    command: 'rotate-secret <webhook>',
    describe: 'Sign with a new secret, which goes to stdout, once; the earlier one signs as well for a while',
    build: yargs =>
      yargs
        .positional('webhook', webhookPositional)
        .option('overlap', {
          type: 'string',
          default: '24h',
          describe: 'How long both sign, e.g. 1h or 7d (30d at most)',
        })
        .option('at-once', {
          type: 'boolean',
          default: false,
          describe: 'The earlier secret signs nothing any more: it leaked',
        })
        .option('output', outputOption)
        .example('$0 webhook rotate-secret hook-1 > webhook.secret', 'both sign for a day'),
    handle: async args => {
      const { rotateSecret } = await import('./actions/webhook.js')
      finish(await rotateSecret(args))
    },
  })

const deliveriesCommand = (finish: Finish) =>
  defineCommand<WebhookArguments>({
    command: 'deliveries <webhook>',
    describe: 'List the messages of a webhook and how they went',
    build: yargs =>
      yargs
        .positional('webhook', webhookPositional)
        .option('output', outputOption)
        .example('$0 webhook deliveries hook-1', 'newest first, with the answers'),
    handle: async args => {
      const { listDeliveries } = await import('./actions/webhook.js')
      finish(await listDeliveries(args))
    },
  })

const redeliverCommand = (finish: Finish) =>
  defineCommand<DeliveryArguments>({
    command: 'redeliver <webhook> <delivery>',
    describe: 'Send a message again',
    build: yargs =>
      yargs
        .positional('webhook', webhookPositional)
        .positional('delivery', { type: 'string', demandOption: true, describe: 'Id of the message' })
        .option('output', outputOption)
        .example('$0 webhook redeliver hook-1 42', 'send one again'),
    handle: async args => {
      const { redeliver } = await import('./actions/webhook.js')
      finish(await redeliver(args))
    },
  })
