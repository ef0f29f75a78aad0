import { WaybillError } from '@waybill/core'
import ky, { type KyInstance, type Options } from 'ky'
import type { z } from 'zod'
import type { ClientOptions } from '../client-options.js'
import { buildQuery, type QueryValues } from './build-query.js'
import { isWorthRetrying, toClientError } from './client-error.js'

/** One request to the API. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the server's address, encoded. */
  readonly path: string
  readonly query?: QueryValues
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Takes as long as it takes. */
  readonly patient?: true
}

/** How this client speaks HTTP. */
export interface Http {
  /** Sends a request and gives back a successful answer. @throws WaybillError with the server's code */
  send(request: HttpRequest): Promise<Response>
  /** As `send`, with the answer read as JSON of this schema. @throws WaybillError `UNEXPECTED_ANSWER` also */
  read<Schema extends z.ZodType>(schema: Schema, request: HttpRequest): Promise<z.output<Schema>>
  /** A signal that also aborts when the client is closed. */
  untilClosed(signal: AbortSignal | undefined): AbortSignal
}

const longestRetryAfterMs = 30_000
const longestBackoffMs = 5_000

/**
 * Makes the one place that sends requests. `closing` aborts with the error that calls fail with from then on.
 *
 * What may be repeated without doing a thing twice is repeated: GET, DELETE,
 * and every POST, whose `Idempotency-Key` stays the same; `Retry-After` is kept to.
 */
export function makeHttp(options: ClientOptions, closing: AbortSignal): Http {
  const base = readUrl(options.url)
  const client = makeKy(options, base)
  const untilClosed = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? closing : AbortSignal.any([signal, closing])
  const send = async (request: HttpRequest): Promise<Response> => {
    const signal = untilClosed(request.signal)
    signal.throwIfAborted()
    try {
      return await client(request.path, toKyOptions({ ...request, signal }))
    } catch (error) {
      signal.throwIfAborted()
      throw await toClientError(error, base)
    }
  }
  return {
    untilClosed,
    send,
    read: async (schema, request) => readJson(await send(request), schema, base),
  }
}

function readUrl(url: string | URL): URL {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed
  throw new WaybillError('CONFIG_INVALID', `${JSON.stringify(String(url))} is no address of a server.`, {
    hint: 'Give one such as http://localhost:8000.',
  })
}

function makeKy(options: ClientOptions, base: URL): KyInstance {
  return ky.create({
    prefixUrl: base,
    timeout: options.timeoutMs ?? 30_000,
    headers: {
      'User-Agent': options.userAgent ?? 'waybill-client',
      ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
    },
    retry: {
      limit: options.retries ?? 3,
      methods: ['get', 'delete', 'post'],
      statusCodes: [408, 429, 502, 503, 504],
      afterStatusCodes: [429, 503],
      maxRetryAfter: longestRetryAfterMs,
      backoffLimit: longestBackoffMs,
      jitter: true,
      shouldRetry: ({ error }) => isWorthRetrying(error),
    },
  })
}

function toKyOptions(request: HttpRequest): Options {
  const { method, query, json, headers, signal, patient } = request
  return {
    method,
    searchParams: buildQuery(query ?? {}),
    ...(json === undefined ? {} : { json }),
    headers: {
      Accept: 'application/json',
      ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
      ...headers,
    },
    signal,
    ...(patient === undefined ? {} : { timeout: false }),
  }
}

async function readJson<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
  base: URL,
): Promise<z.output<Schema>> {
  const text = await response.text()
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new WaybillError(
      'UNEXPECTED_ANSWER',
      `What ${base.origin} answers is nothing that this client knows.`,
      {
        hint: 'Is a Waybill of this version there?',
        cause,
      },
    )
  }
}
