import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Characters that are safe in a header, a log line and a URL. */
const acceptable = /^[\w.:-]{1,128}$/

/**
 * https://www.w3.org/TR/trace-context/#traceparent-header: version (no `ff`), trace id, parent id (neither all zeros),
 * flags; a later version may bring more.
 */
const traceparent = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?=$|-)/

/** A `traceparent` as it is taken over into events: its four known parts; undefined for none. */
export function readTraceparent(given: string): string | undefined {
  return traceparent.exec(given)?.[0]
}

/** The id of a request: the caller's `X-Request-Id`, else the trace of its `traceparent`, else a new UUID. */
export function chooseRequestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id']
  if (typeof given === 'string' && acceptable.test(given)) return given
  const trace = headers.traceparent
  const id = typeof trace === 'string' ? traceparent.exec(trace)?.[1] : undefined
  return id ?? randomUUID()
}
