import { parseInput } from '../error/parse-input.js'
import type { EventsApi } from '../waybill.js'
import { eventQuerySchema } from './event.js'
import type { EventStore } from './event-store.js'
import { followEvents } from './follow-events.js'
import { refuseGap } from './refuse-gap.js'

/** Makes the change feed of a store as callers read it. */
export function makeEvents(store: EventStore): EventsApi {
  return {
    async list(query) {
      const asked = parseInput(eventQuerySchema, query ?? {}, 'the query')
      return refuseGap(asked, await store.list(asked))
    },
    follow: options => followEvents(store, options ?? {}),
  }
}
