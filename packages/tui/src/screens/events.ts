import type { Event } from '@waybill/core'
import type { Place } from '../place/place.js'
import { span } from '../text/line.js'
import { clockTime } from '../text/time.js'
import { makeTable } from './screen-view.js'

const field: Readonly<Record<string, (event: Event) => string>> = {
  type: ({ type }) => type,
  actor: ({ actor }) => actor ?? '',
  subject: ({ subject }) => subject.name ?? subject.id,
}

/** The change feed, newest first. */
export const eventsTable = makeTable<Event>({
  key: ({ number }) => String(number),
  searchable: event => ({
    text: `${event.type} ${event.actor ?? ''} ${subjectOf(event)} ${dataOf(event)}`.toLowerCase(),
    field: name => field[name]?.(event),
  }),
  target: placeOfEvent,
  subject: value => ({ kind: 'event', value }),
  columns: [
    {
      id: 'number',
      title: 'no',
      width: 6,
      align: 'right',
      priority: 5,
      cell: ({ number }) => span(String(number), 'muted'),
      sortBy: ({ number }) => number,
    },
    { id: 'at', title: 'at', width: 8, priority: 2, cell: ({ at }) => span(clockTime(at), 'muted') },
    { id: 'type', title: 'what', width: 20, priority: 0, cell: ({ type }) => span(type, 'accent') },
    {
      id: 'subject',
      title: 'subject',
      width: 16,
      flex: 1,
      priority: 1,
      cell: event => span(subjectOf(event)),
    },
    { id: 'actor', title: 'by', width: 10, priority: 4, cell: ({ actor }) => span(actor ?? '', 'muted') },
    { id: 'data', title: 'data', width: 16, flex: 2, priority: 3, cell: event => span(dataOf(event)) },
  ],
})

/** A run is named by its workspace. */
function subjectOf({ subject }: Event): string {
  return subject.name ?? `${subject.kind} ${subject.id.slice(-6)}`
}

/** The simple values of its data; the whole of it is behind `d`. */
function dataOf({ data }: Event): string {
  const { status, ...rest } = data
  return Object.entries(status === undefined ? rest : { status, ...rest })
    .filter(([name, value]) => !name.endsWith('Id') && (typeof value !== 'object' || value === null))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

function placeOfEvent({ subject }: Event): Place | undefined {
  switch (subject.kind) {
    case 'app':
      return subject.name === null ? undefined : { screen: 'app', id: subject.name }
    case 'workspace':
      return { screen: 'workspace', id: subject.name ?? subject.id }
    case 'run':
      return { screen: 'run', id: subject.id }
    case 'sync':
    case 'token':
    case 'webhook':
      return undefined
  }
}
