import type { Principal } from '@waybill/core'

/** What a request carries from one middleware to the next. */
export interface RequestState {
  /** The same in the response's header, in a problem document and in the log. */
  requestId: string
  /** Path of the route that answers, as OpenAPI writes it. */
  route?: string
  /** Who asks, once that is known. */
  principal?: Principal
  /** Whether insides stay hidden: nobody has proven who asks, where the server has authentication. */
  anonymous?: boolean
  /** Aborted when the credential that let the request in does not hold any more; watched until the client has gone. */
  lapsed?: (gone: AbortSignal) => AbortSignal
  /** What went wrong, for the log alone. */
  error?: unknown
}
