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

/** Rung at any time; a ring that came before `wait` counts. */
class Bell {
  readonly #signal: AbortSignal | undefined
  #rung = false
  #wake: (() => void) | undefined

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.#rung && !this.#signal?.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(done, timeoutMs)
        const signal = this.#signal
        function done(): void {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        signal?.addEventListener('abort', done)
        this.#wake = done
      })
    }
    this.#wake = undefined
    this.#rung = false
  }
}
