import type { Event, EventPage, EventQuery, NewEvent } from '../event/event.js'
import type { EventStore } from '../event/event-store.js'
import { buildEventFilter } from '../event/match-event.js'

/** Keeps the change feed in memory. Events get their numbers when they are appended. */
export class MemoryEventStore implements EventStore {
  readonly #events: Event[] = []
  readonly #subscribers = new Set<() => void>()

  async append(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return
    for (const event of events) this.#events.push({ ...event, number: this.#events.length + 1 })
    setImmediate(() => this.#notify())
  }

  async list(query: EventQuery): Promise<EventPage> {
    const matches = buildEventFilter(query) ?? (() => true)
    const items: Event[] = []
    for (let at = query.after; at < this.#events.length && items.length < query.limit; at += 1) {
      const event = this.#events[at]
      if (event !== undefined && matches(event)) items.push(event)
    }
    return { items, first: 1, last: this.#events.length }
  }

  async subscribe(onAppended: () => void): Promise<() => Promise<void>> {
    // Each subscription is its own entry, also when one function is given twice.
    const entry = () => onAppended()
    this.#subscribers.add(entry)
    return async () => {
      this.#subscribers.delete(entry)
    }
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    const length = this.#events.length
    return () => {
      this.#events.length = length
    }
  }

  #notify(): void {
    for (const subscriber of [...this.#subscribers]) subscriber()
  }
}
