import { createWebhookSchema, type Delivery, WaybillError, type Webhook } from '@waybill/core'
import { age } from '../../output/age.js'
import type { OutputFormat } from '../../output/output-option.js'
import { type Column, printRows, printValue } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import { currentUser } from '../../wiring/current-user.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

interface OutputArguments extends GlobalArguments {
  readonly output: OutputFormat
}

interface WebhookArguments extends OutputArguments {
  readonly webhook: string
}

/** Makes a webhook. The secret alone goes to stdout, so that it can go into a file. */
export function createWebhook(
  args: OutputArguments & { readonly url: string; readonly event: readonly string[] },
): Promise<number> {
  const events = readEvents(args.event)
  return withWaybill(args, async ({ waybill, terminal }) => {
    const webhook = await waybill.webhooks.create({ url: args.url, events, actor: currentUser() })
    if (args.output === 'json' || args.output === 'yaml') printValue(terminal, args.output, webhook)
    else terminal.data(webhook.secret)
    terminal.say(
      `Webhook ${webhook.id} hears of ${webhook.events.join(', ')}. The secret is not shown again.`,
    )
    terminal.say(`\`waybill webhook ping ${webhook.id}\` sends a test message; a running server delivers it.`)
    return 0
  })
}

/** Gives a webhook a new secret, which alone goes to stdout. */
export function rotateSecret(
  args: WebhookArguments & { readonly overlap: string; readonly atOnce: boolean },
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const overlap = args.atOnce ? null : args.overlap
    const webhook = await waybill.webhooks.rotateSecret(args.webhook, { overlap, actor: currentUser() })
    if (args.output === 'json' || args.output === 'yaml') printValue(terminal, args.output, webhook)
    else terminal.data(webhook.secret)
    const until = webhook.previousSecretExpiresAt
    terminal.say(
      until === null
        ? 'The earlier secret signs nothing any more. The new one is not shown again.'
        : `The earlier secret signs as well until ${until}. The new one is not shown again.`,
    )
    return 0
  })
}

export function listWebhooks(args: OutputArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const webhooks = await waybill.webhooks.list()
    printRows(terminal, {
      format: args.output,
      rows: webhooks,
      columns: webhookColumns(new Date()),
      value: webhooks,
      empty: 'No webhook. `waybill webhook create URL` makes one.',
    })
    return 0
  })
}

export function changeWebhook(
  args: WebhookArguments,
  change: 'enable' | 'disable' | 'delete' | 'ping',
): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const { webhook: id } = args
    const actor = currentUser()
    switch (change) {
      case 'enable':
      case 'disable': {
        const webhook = await waybill.webhooks.update(id, { active: change === 'enable', actor })
        tell(terminal, args.output, webhook, `Webhook ${id} is ${webhook.active ? 'on' : 'off'}.`)
        return 0
      }
      case 'delete':
        await waybill.webhooks.delete(id, { actor })
        terminal.say(`Webhook ${id} is gone.`)
        return 0
      case 'ping': {
        const delivery = await waybill.webhooks.ping(id)
        tell(terminal, args.output, delivery, `Message ${delivery.id} is on its way.`)
        return 0
      }
    }
  })
}

export function listDeliveries(args: WebhookArguments): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const page = await waybill.webhooks.deliveries(args.webhook)
    printRows(terminal, {
      format: args.output,
      rows: page.items,
      columns: deliveryColumns(new Date()),
      value: page,
      empty: 'No message yet.',
    })
    return 0
  })
}

export function redeliver(args: WebhookArguments & { readonly delivery: string }): Promise<number> {
  return withWaybill(args, async ({ waybill, terminal }) => {
    const delivery = await waybill.webhooks.redeliver(args.webhook, args.delivery)
    tell(terminal, args.output, delivery, `Message ${delivery.id} is on its way again.`)
    return 0
  })
}

function readEvents(given: readonly string[]): Webhook['events'] {
  const parsed = createWebhookSchema.shape.events.safeParse(given)
  if (parsed.success) return parsed.data
  throw new WaybillError('INVALID_INPUT', `There are no such events: ${given.join(', ')}.`, {
    hint: 'They are types such as run.status, groups such as run.*, or * for all; docs/security.md lists them.',
  })
}

function tell(terminal: Terminal, output: OutputFormat, value: unknown, words: string): void {
  if (output === 'json' || output === 'yaml') printValue(terminal, output, value)
  else terminal.say(words)
}

function webhookColumns(now: Date): readonly Column<Webhook>[] {
  return [
    { head: 'id', cell: webhook => webhook.id },
    { head: 'url', cell: webhook => webhook.url },
    { head: 'events', cell: webhook => webhook.events.join(',') },
    { head: 'state', cell: stateOf },
    { head: 'age', cell: webhook => age(webhook.createdAt, now) },
  ]
}

function stateOf({ active, disabledReason, failingSince }: Webhook): string {
  if (!active) return disabledReason === null ? 'off' : `off: ${disabledReason}`
  return failingSince === null ? 'on' : `on, failing since ${failingSince}`
}

function deliveryColumns(now: Date): readonly Column<Delivery>[] {
  return [
    { head: 'id', cell: delivery => delivery.id },
    { head: 'event', cell: delivery => `${delivery.eventType} ${delivery.eventNumber ?? ''}`.trim() },
    { head: 'status', cell: delivery => delivery.status },
    { head: 'tries', cell: delivery => String(delivery.attempts) },
    { head: 'answer', cell: delivery => delivery.error ?? String(delivery.responseStatus ?? '-') },
    { head: 'age', cell: delivery => age(delivery.createdAt, now) },
  ]
}
