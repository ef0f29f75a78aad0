import type { Event, Waybill } from '@waybill/core'
import { printRows } from '../../output/print.js'
import type { Terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import type { GlobalArguments } from '../command.js'
import type { EventsArguments } from '../events.js'
import { withWaybill } from '../with-waybill.js'

type Arguments = GlobalArguments & EventsArguments

const pageSize = 500

/** Shows the newest events, oldest first; with `--follow` it goes on until ctrl-C. */
export function showEvents(args: Arguments): Promise<number> {
  if (!Number.isInteger(args.limit) || args.limit < 0)
    throw new UsageError('--limit is a whole number from 0.')
  return withWaybill(args, async ({ waybill, terminal, interrupted }) => {
    const { first, last } = await waybill.events.list({ after: 0, limit: 1 })
    const isWanted = wantedBy(args.type)
    const events = await read(waybill, {
      from: args.after ?? Math.max(0, first - 1, last - args.limit),
      isWanted,
    })
    const shown = args.after === undefined ? events.slice(-args.limit || events.length) : events
    if (args.follow) for (const event of shown) printEvent(terminal, event, args)
    else
      printRows(terminal, {
        format: args.output,
        rows: shown,
        columns: [
          { head: 'number', cell: event => String(event.number) },
          { head: 'at', cell: event => event.at },
          { head: 'type', cell: event => event.type },
          { head: 'subject', cell: subjectOf },
          { head: 'actor', cell: event => event.actor ?? '-' },
          { head: 'data', cell: event => JSON.stringify(event.data), wide: true },
        ],
        value: shown,
        empty: 'Nothing has happened yet.',
      })
    if (!args.follow) return 0
    for await (const event of waybill.events.follow({
      after: shown.at(-1)?.number ?? last,
      signal: interrupted,
    }))
      if (isWanted(event)) printEvent(terminal, event, args)
    return 0
  })
}

function wantedBy(types: readonly string[]): (event: Event) => boolean {
  return ({ type }) =>
    types.length === 0 || types.some(wanted => type === wanted || type.startsWith(`${wanted}.`))
}

async function read(
  waybill: Waybill,
  options: { readonly from: number; readonly isWanted: (event: Event) => boolean },
): Promise<readonly Event[]> {
  const found: Event[] = []
  let after = options.from
  for (;;) {
    const { items } = await waybill.events.list({ after, limit: pageSize })
    found.push(...items.filter(options.isWanted))
    after = items.at(-1)?.number ?? after
    if (items.length < pageSize) return found
  }
}

/** One line each, because the next may come in an hour. */
function printEvent(terminal: Terminal, event: Event, { output }: Arguments): void {
  if (output === 'json' || output === 'yaml') terminal.data(JSON.stringify(event))
  else if (output === 'name') terminal.data(String(event.number))
  else {
    const more = output === 'wide' ? `  ${JSON.stringify(event.data)}` : ''
    const line = `${event.number}  ${event.at}  ${event.type.padEnd(24)}  ${subjectOf(event)}  ${event.actor ?? '-'}${more}`
    terminal.data(line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' '))
  }
}

function subjectOf({ subject }: Event): string {
  return `${subject.kind} ${subject.name ?? subject.id}`
}
