import type { Waybill } from '../waybill.js'
import type { RequestOrigin } from './request-origin.js'

const views = new WeakMap<Waybill, (origin: RequestOrigin) => Waybill>()

/** Says how a Waybill is seen by one request. */
export function allowRequestViews(waybill: Waybill, view: (origin: RequestOrigin) => Waybill): void {
  views.set(waybill, view)
}

/**
 * The same Waybill, whose events say which request caused them; for the time of that request. One that was not made
 * by `createWaybill`, e.g. a client or a wrapper, is answered as it is.
 */
export function forRequest(waybill: Waybill, origin: RequestOrigin): Waybill {
  return views.get(waybill)?.(origin) ?? waybill
}
