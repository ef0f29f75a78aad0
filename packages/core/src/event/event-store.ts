import type { EventPage, EventQuery, NewEvent } from './event.js'

/** Keeps the change feed. */
export interface EventStore {
  /** Within a transaction the events get their numbers at its end, so that numbers follow the order of commit. */
  append(events: readonly NewEvent[]): Promise<void>
  /** Ordered by number, those after `query.after` that the query asks for. */
  list(query: EventQuery): Promise<EventPage>
  /** Calls back, soon after each commit that appended events, until the returned function is called. */
  subscribe(onAppended: () => void): Promise<() => Promise<void>>
}
