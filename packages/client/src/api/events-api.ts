import {
  type Event,
  type EventsApi,
  eventPageSchema,
  eventSchema,
  type FollowEventsOptions,
} from '@waybill/core'
import type { Http } from '../http/http.js'
import { openEventStream } from '../stream/open-event-stream.js'
import { readData } from '../stream/read-data.js'
import { type Patience, resume } from '../stream/resume.js'

const path = 'api/v1/events'

/** The change feed of a server. */
export function makeEventsApi(http: Http, patience: Patience): EventsApi {
  return {
    list: async (query = {}) => http.read(eventPageSchema, { method: 'GET', path, query }),
    follow: (options = {}) => followEvents(http, patience, options),
  }
}

/**
 * Every event tells its number, as do the server's bookmarks: one right at the beginning, so that nothing is missed
 * when the connection is lost before the first event.
 */
function followEvents(http: Http, patience: Patience, options: FollowEventsOptions): AsyncGenerator<Event> {
  let { after } = options
  return resume(patience, http.untilClosed(options.signal), async function* (signal, onAlive) {
    const request = { method: 'GET', path, query: { after }, signal } as const
    const stream = openEventStream(http, request, { ...patience, onAlive })
    for await (const { event, id, data } of stream) {
      if (id !== undefined) after = Number(id)
      if (event !== 'bookmark') yield readData(eventSchema, data)
    }
    return 'broken'
  })
}
