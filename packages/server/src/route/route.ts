import { type ErrorCode, forRequest, type Principal, type Role, type Waybill } from '@waybill/core'
import { z } from 'zod'
import { readTraceparent } from '../http/request-id.js'
import { idempotencyKeySchema } from '../idempotency/idempotency-key.js'
import type { BodyDefinition } from './body-definition.js'
import { makeBodyReader } from './body-reader.js'
import { makeHeaderReader } from './header-reader.js'
import { makeQueryReader } from './query-reader.js'
import type { RawRequest } from './raw-request.js'
import type { Reply } from './reply.js'
import type { RouteDeps } from './route-deps.js'

/** One answer as the OpenAPI document tells it: what it means, its schema per media type, its headers. */
interface ResponseDefinition {
  readonly description: string
  readonly content?: Readonly<Record<string, z.ZodType>>
  /** What headers mean, by name. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Who may ask: somebody with this role or a higher one; `public`: everybody. */
export type RouteRole = Role | 'public'

/** What the loop that registers routes and the OpenAPI generator need to know. */
interface RouteFacts {
  /** HEAD comes with every GET, OPTIONS with every path. */
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** As OpenAPI writes it: `/api/v1/catalog/{slug}`. */
  readonly path: string
  /** Where the server has authentication; without it, everybody may. */
  readonly role: RouteRole
  /** Open to everybody, and says more to whoever proves who they are. */
  readonly tellsMore?: true
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** Success answers by status. */
  readonly responses: Readonly<Record<number, ResponseDefinition>>
  /** Codes it may fail with, beside those that come with its kind of request. */
  readonly errors?: readonly ErrorCode[]
  /** Takes an `Idempotency-Key`: the same request again is not done again. */
  readonly idempotent?: true
  /** `catalog`: the answer follows from the catalog's version alone; it is cached by it and gets an ETag. */
  readonly cachedBy?: 'catalog'
}

type NoFields = z.ZodObject<Record<never, never>>

/** A route as it is written down; what is left out takes nothing. */
export interface RouteDefinition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Headers extends z.ZodObject,
  Body extends z.ZodType,
> extends RouteFacts {
  readonly params?: Params
  readonly query?: Query
  readonly headers?: Headers
  readonly body?: BodyDefinition<Body>
  readonly handler: (
    request: {
      readonly params: z.output<Params>
      readonly query: z.output<Query>
      readonly headers: z.output<Headers>
      readonly body: z.output<Body>
      readonly raw: RawRequest
      /** Who asks; undefined where the server has no authentication, and on public routes. */
      readonly principal: Principal | undefined
      /** The principal's name, as the `actor` of what is changed. */
      readonly actor: string | undefined
    },
    deps: RouteDeps,
  ) => Promise<Reply> | Reply
}

/** A route as it is registered, with the types of its schemas folded away. */
export interface Route extends RouteFacts {
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly headers: z.ZodObject
  readonly body: BodyDefinition | undefined
  /**
   * Checks a request and answers it.
   * @throws WaybillError `UNKNOWN_PARAMETER`, `INVALID_INPUT`, `MALFORMED_REQUEST`, and what the handler throws
   */
  readonly answer: (raw: RawRequest, deps: RouteDeps) => Promise<Reply>
}

/** Makes a route of its definition. */
export function route<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Headers extends z.ZodObject = NoFields,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<Params, Query, Headers, Body>): Route {
  const { handler, body, ...facts } = definition
  // A part that is left out has the default of its type parameter, which is exactly this empty schema.
  const params = definition.params ?? (z.object({}) as Params)
  const query = definition.query ?? (z.object({}) as Query)
  const own = definition.headers ?? (z.object({}) as Headers)
  const headers =
    definition.idempotent === undefined ? own : own.extend({ 'Idempotency-Key': idempotencyKeySchema })
  const readQuery = makeQueryReader(query)
  const readHeaders = makeHeaderReader(headers)
  const readBody = body === undefined ? () => undefined as z.output<Body> : makeBodyReader(body)
  return {
    ...facts,
    params,
    query,
    headers,
    body,
    answer: async (raw, deps) =>
      handler(
        {
          params: params.parse(raw.params),
          query: readQuery(raw.querystring),
          headers: readHeaders(raw.header) as z.output<Headers>,
          body: readBody(raw.text),
          raw,
          principal: raw.principal,
          actor: raw.principal?.name,
        },
        { ...deps, waybill: waybillFor(raw, deps.waybill) },
      ),
  }
}

/** What it changes says which request changed it. */
function waybillFor(raw: RawRequest, waybill: Waybill): Waybill {
  const traceparent = readTraceparent(raw.header('traceparent'))
  return forRequest(waybill, { requestId: raw.requestId, traceparent })
}
