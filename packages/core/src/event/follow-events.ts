import { Bell } from './bell.js'
import type { Event } from './event.js'
import type { EventStore } from './event-store.js'
import { refuseGap } from './refuse-gap.js'

const pageSize = 500
/** A bell that was lost with a connection costs no more than this. */
const lookAgainMs = 5000

/** What following the change feed takes. */
export interface FollowEventsOptions {
  /** Number of the last event seen; default: the newest of all, so that only what is new is yielded. */
  readonly after?: number
  readonly signal?: AbortSignal
}

/**
 * Yields every event after `after`, in order and without a gap, as they are committed; it never ends by itself.
 * @throws the signal's reason when it aborts; WaybillError `EVENTS_GONE` when what is next is not kept any more
 */
export async function* followEvents(
  store: EventStore,
  { after, signal }: FollowEventsOptions,
): AsyncGenerator<Event, void, undefined> {
  const bell = new Bell(signal)
  // Subscribed before the first look, so that nothing falls between the two.
  const unsubscribe = await store.subscribe(() => bell.ring())
  try {
    let last = after ?? (await store.list({ after: 0, limit: 1 })).last
    for (;;) {
      signal?.throwIfAborted()
      const { items } = refuseGap({ after: last }, await store.list({ after: last, limit: pageSize }))
      for (const event of items) {
        yield event
        last = event.number
      }
      if (items.length === 0) await bell.wait(lookAgainMs)
    }
  } finally {
    await unsubscribe()
  }
}
