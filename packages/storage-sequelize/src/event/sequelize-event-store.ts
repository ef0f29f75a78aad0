import type { EventPage, EventQuery, EventStore, NewEvent } from '@waybill/core'
import type { Session } from '../database/session.js'
import type { EventListener } from './event-listener.js'
import { type EventRow, toEvent } from './events-table.js'
import { listEvents } from './list-events.js'

/** Keeps the change feed in the table `events`. */
export class SequelizeEventStore implements EventStore {
  readonly #session: Session
  readonly #listener: EventListener

  constructor(session: Session, listener: EventListener) {
    this.#session = session
    this.#listener = listener
  }

  async append(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return
    await this.#session.transaction(async transaction => transaction.addEvents(events))
  }

  async list(query: EventQuery): Promise<EventPage> {
    const rows = await this.#session.query<EventRow & { first: string; last: string }>(listEvents(query))
    const items = rows.filter(row => row.number !== null).map(toEvent)
    return { items, first: Number(rows[0]?.first ?? 1), last: Number(rows[0]?.last ?? 0) }
  }

  subscribe(onAppended: () => void): Promise<() => Promise<void>> {
    return this.#listener.subscribe(onAppended)
  }
}
