import type { NewEvent } from '../event/event.js'
import type { RequestOrigin } from './request-origin.js'

/** Events that say which request caused them, in their data. */
export function stampEvents(
  events: readonly NewEvent[],
  origin: RequestOrigin | undefined,
): readonly NewEvent[] {
  if (origin === undefined) return events
  const { requestId, traceparent } = origin
  const request = traceparent === undefined ? { requestId } : { requestId, traceparent }
  return events.map(event => ({ ...event, data: { ...event.data, ...request } }))
}
