import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerStore, StorageReport, Waybill } from '@waybill/core'
import type { Authenticate } from './auth/authenticate.js'
import type { RequestLogEntry } from './http/request-log.js'

/** How to serve a Waybill. */
export interface ServerOptions {
  /** What is served; it is not closed with the server. */
  readonly waybill: Waybill
  /** `APP_NAME`. @default 'Catalog Service' */
  readonly name?: string
  /** `APP_VERSION`. @default '1.0.0' */
  readonly version?: string
  /** Version of Waybill itself; part of ETags, so that a new version's answers are not taken for old ones. */
  readonly waybillVersion: string
  /** Log entries of refused requests (4xx) carry their error too. Answers never do. @default false */
  readonly debug?: boolean
  /**
   * Address to listen on. On a loopback address the Host header is checked and pages of this host may use the
   * API whatever their port; listening elsewhere without auth is the caller's decision.
   * `unix:` and a path listens on a Unix socket, which counts as loopback; its file is for owner and group.
   * @default '127.0.0.1'
   */
  readonly host?: string
  /** Port to listen on; 0 takes a free one. @default 8000 */
  readonly port?: number
  /** Largest body of a request, in bytes, after decompression. @default 1048576 */
  readonly bodyLimitBytes?: number
  /** How long a client may take to send a request, in ms; its head at most 20 s. @default 60000 */
  readonly requestTimeoutMs?: number
  /**
   * Further names the Host header may have, without port. Listening elsewhere than on loopback, an empty list
   * lets every name through.
   * @default []
   */
  readonly allowedHosts?: readonly string[]
  /** Further origins whose pages may use the API, e.g. `https://portal.example`. @default [] */
  readonly corsOrigins?: readonly string[]
  /**
   * So many proxies stand in front, each of which adds to `X-Forwarded-For`: the address that the outermost of them
   * saw is the one in log entries and rate limits. `true` is one.
   * @default 0
   */
  readonly trustProxy?: number | boolean
  /**
   * Tells who sends a bearer token; requests without a good one get 401, ones of too low a role 403. Health routes
   * and documentation stay open. Left out, everybody may do everything: then listen on loopback only.
   */
  readonly authenticate?: Authenticate
  /**
   * Longest wait of a reader for the database, in ms: one that hangs is told by 503, as one that is away. What changes
   * something is waited for to its end.
   * @default 4500
   */
  readonly answerWithinMs?: number
  /** How often the credential of an answer without an end is looked at again, in ms. @default 15000 */
  readonly credentialCheckMs?: number
  /**
   * How long the reader of a stream (events, a followed log) may take nothing of what waits for it, in ms, before it is
   * cut off; it asks again from where it was.
   * @default 60000
   */
  readonly stalledReaderMs?: number
  /**
   * The secret that a Git host signs its push notices with (`POST /api/v1/catalog/push`). Without it that route
   * is refused.
   */
  readonly pushSecret?: string
  /** Branch or tag of the source: pushes of others are ignored. @default the repository's default branch */
  readonly pushRef?: string
  /** Requests that one principal, or one address, may send in a minute. @default no limit */
  readonly requestsPerMinute?: number
  /**
   * Keeps answers to requests with an `Idempotency-Key`: `storage.answers`, so that every process gives the same.
   * @default in memory
   */
  readonly answers?: AnswerStore
  /** Counts what is stored and what waits, for `/readyz` and `/metrics`; a storage's `inspect`. @default they do without */
  readonly inspect?: () => Promise<StorageReport>
  /** Called once per request, when its answer has ended. It must not throw. */
  readonly onLog?: (entry: RequestLogEntry) => void
}

/** A server over a Waybill. */
export interface WaybillServer {
  /**
   * Starts to listen.
   * @throws WaybillError `CONFIG_INVALID` when the address cannot be taken; may be tried again
   */
  listen(): Promise<{ readonly url: string }>
  /**
   * Stops: `/readyz` fails, no connection is taken any more, answers that follow a log end, requests in flight
   * are answered, and after `graceMs` (default 10000) what is left is cut off. Callable twice.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>
  /** For a server of one's own: `http.createServer(server.callback)`. */
  readonly callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}
