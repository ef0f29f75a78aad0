import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { WebhookRequest, WebhookResponse, WebhookSender } from '@waybill/core'
import { whyHostNotPublic } from './public-address.js'
import { type Lookup, makePublicLookup } from './public-lookup.js'

/** How messages of webhooks are sent. */
export interface HttpWebhookSenderOptions {
  /** Sends to loopback, private and other special networks too. @default false */
  readonly allowPrivate?: boolean
  /** Sent as `User-Agent`. @default 'waybill' */
  readonly userAgent?: string
  /** @internal Resolves names in tests. */
  readonly lookup?: Lookup
}

/** An answer's body is for nobody; so much of it is read, so that the receiver sees a whole exchange. */
const mostAnswerBytes = 64 * 1024

/**
 * Sends messages by POST, each on a connection of its own. Redirects are not followed, and unless `allowPrivate`
 * nothing but public addresses is connected to.
 */
export function httpWebhookSender(options: HttpWebhookSenderOptions = {}): WebhookSender {
  const { allowPrivate = false, userAgent = 'waybill' } = options
  const lookup = allowPrivate ? undefined : (options.lookup ?? makePublicLookup())
  const refuses = (url: string) => (allowPrivate ? undefined : whyHostNotPublic(url))
  return {
    refuses,
    async send(message) {
      // A literal address is never looked up.
      const why = refuses(message.url)
      if (why !== undefined) return { error: why }
      try {
        return await post(message, { lookup, userAgent })
      } catch (error) {
        return { error: describe(error) }
      }
    },
  }
}

async function post(
  { url, headers, body, signal }: WebhookRequest,
  { lookup, userAgent }: { readonly lookup: Lookup | undefined; readonly userAgent: string },
): Promise<WebhookResponse> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request: ClientRequest = send(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: { ...headers, 'user-agent': userAgent, 'content-length': Buffer.byteLength(body) },
      ...(lookup === undefined ? {} : { lookup }),
    })
    request.once('response', resolve).once('error', reject).end(body)
  })
  await drain(response)
  const retryAfterMs = readRetryAfter(response.headers['retry-after'], Date.now())
  const status = response.statusCode ?? 0
  return retryAfterMs === undefined ? { status } : { status, retryAfterMs }
}

/** RFC 9110 §10.2.3: seconds, or a date; undefined for anything else. */
function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** Reads a small body to its end and leaves a large one. A body that breaks off changes nothing: the status is there. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length
      if (bytes > mostAnswerBytes) break
    }
  } catch {
    // The receiver has said what it had to say.
  } finally {
    response.destroy()
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'It did not answer in time.'
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  // Connecting to a name with several addresses fails with an AggregateError, whose message is empty.
  return `It cannot be reached: ${error.message || 'no address answers'}${code}.`
}
