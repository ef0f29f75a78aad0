import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { MemoryAnswerStore } from '@waybill/core'
import { createApp } from './create-app.js'
import { EventFeed } from './feed/event-feed.js'
import { answerClientError } from './http/client-error.js'
import { listen } from './http/listen.js'
import type { RequestLogEntry } from './http/request-log.js'
import { watchConnections } from './http/watch-connections.js'
import { makeMetrics } from './metrics/metrics.js'
import type { ServerOptions, WaybillServer } from './server-options.js'

/** How long a client may take to send the head of a request. */
const mostHeadersMs = 20_000
const mostCheckMs = 5_000

/**
 * Makes the HTTP API of a Waybill: every endpoint, its OpenAPI document, and the pages at `/docs` and `/redoc`.
 * It reads no environment, prints nothing and installs no signal handler.
 */
export function createServer(options: ServerOptions): WaybillServer {
  const { waybill, name = 'Catalog Service', version = '1.0.0', waybillVersion } = options
  const { host = '127.0.0.1', port = 8000, requestTimeoutMs = 60_000 } = options
  const answers = options.answers ?? new MemoryAnswerStore()
  const stopping = new AbortController()
  const service = { name, version, waybillVersion }
  const { inspect } = options
  const metrics = makeMetrics({ waybill, waybillVersion, inspect })
  const onLog = (entry: RequestLogEntry) => {
    metrics.observe(entry)
    options.onLog?.(entry)
  }
  const feed = new EventFeed(waybill.events)
  const app = createApp(
    {
      waybill,
      service,
      feed,
      answers,
      inspect,
      metrics,
      pushSecret: options.pushSecret,
      pushRef: options.pushRef,
      answerWithinMs: options.answerWithinMs ?? 4500,
      stopping: stopping.signal,
    },
    {
      host,
      debug: options.debug ?? false,
      bodyLimitBytes: options.bodyLimitBytes ?? 1024 * 1024,
      allowedHosts: options.allowedHosts ?? [],
      corsOrigins: options.corsOrigins ?? [],
      trustedProxies: Number(options.trustProxy ?? 0),
      authenticate: options.authenticate,
      requestsPerMinute: options.requestsPerMinute,
      credentialCheckMs: options.credentialCheckMs ?? 15_000,
      stalledReaderMs: options.stalledReaderMs ?? 60_000,
      onLog,
    },
  )
  const callback = app.callback()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (stopping.signal.aborted) response.setHeader('Connection', 'close')
    void callback(request, response)
  }
  const server = createHttpServer(
    {
      // The application refuses it, with a problem document.
      requireHostHeader: false,
      headersTimeout: Math.min(mostHeadersMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(mostCheckMs, requestTimeoutMs / 4),
    },
    answer,
  )
  // An expectation of which nothing is known: it may be passed over (RFC 9110 §10.1.1).
  server.on('checkExpectation', answer)
  server.on('clientError', (error, socket) => answerClientError(error, socket, onLog))
  const closeGracefully = watchConnections(server)
  let closing: Promise<void> | undefined
  return {
    callback,
    listen: () => listen(server, { host, port }),
    close: ({ graceMs = 10_000 } = {}) => {
      stopping.abort()
      closing ??= closeGracefully(graceMs)
      return closing
    },
  }
}
