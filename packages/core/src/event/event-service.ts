import { parseInput } from '../error/parse-input.js'
import type { EventsApi } from '../waybill.js'
import { eventQuerySchema } from './event.js'
import type { EventStore } from './event-store.js'
import { followEvents } from './follow-events.js'

/** Makes the change feed of a store as callers read it. */
export function makeEvents(store: EventStore): EventsApi {
  return {
    list: async query => store.list(parseInput(eventQuerySchema, query ?? {}, 'the query')),
    follow: options => followEvents(store, options ?? {}),
  }
}
