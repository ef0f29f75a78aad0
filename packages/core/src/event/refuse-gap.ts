import { WaybillError } from '../error/waybill-error.js'
import type { EventPage, EventQuery } from './event.js'

/**
 * Gives a page back, unless events between `after` and its first are not kept any more. Who begins with 0 asks for
 * what there is.
 * @throws WaybillError `EVENTS_GONE`
 */
export function refuseGap({ after }: Pick<EventQuery, 'after'>, page: EventPage): EventPage {
  if (after === 0 || after >= page.first - 1) return page
  throw new WaybillError(
    'EVENTS_GONE',
    `The events after ${after} are not kept any more; the oldest that is has the number ${page.first}.`,
    {
      hint: 'Read anew what you follow, then go on from `last`.',
      details: { first: page.first, last: page.last },
    },
  )
}
