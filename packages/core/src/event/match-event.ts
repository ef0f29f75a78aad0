import type { Event, EventQuery } from './event.js'

/** Makes the test whether an event is one that a query asks for; undefined when it asks for all. */
export function buildEventFilter({
  type = [],
  subject,
}: Pick<EventQuery, 'type' | 'subject'>): ((event: Event) => boolean) | undefined {
  if (type.length === 0 && subject === undefined) return undefined
  const types = new Set<string>(type)
  return event =>
    (types.size === 0 || types.has(event.type)) &&
    (subject === undefined || event.subject.id === subject || event.subject.name === subject)
}
