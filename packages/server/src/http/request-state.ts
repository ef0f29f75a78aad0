import type { Principal } from '@waybill/core'

/** What a request carries from one middleware to the next. */
export interface RequestState {
  /** The same in the response's header, in a problem document and in the log. */
  requestId: string
  /** Path of the route that answers, as OpenAPI writes it. */
  route?: string
  /** Who asks, once that is known. */
  principal?: Principal
  /** What went wrong, for the log alone. */
  error?: unknown
}
