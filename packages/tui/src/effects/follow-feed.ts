import { type Event, toWaybillError, type Waybill } from '@waybill/core'
import { everything, type Load, loadsAfter, type OpenPlace } from '../data/load.js'
import type { Message } from '../state/message.js'

const batchMs = 30
const firstRetryMs = 500
const maxRetryMs = 10_000
const refusals: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN']
/** Events from before that are shown at the start. */
const recentEvents = 200

/** What following the feed takes. */
export interface FollowFeedOptions {
  readonly dispatch: (message: Message) => void
  /** Reads again; resolves when all of it is known. */
  readonly load: (loads: readonly Load[]) => Promise<void>
  readonly openPlaces: () => readonly OpenPlace[]
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * Keeps what is shown in step with the change feed: reads everything once, then what the events say. When the
 * feed is lost it says so, tries again, and reads everything anew.
 */
export async function followFeed(waybill: Waybill, options: FollowFeedOptions): Promise<void> {
  const { dispatch, now, signal } = options
  let since: number | undefined
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await followOnce(waybill, options, () => {
        attempt = 0
        since = undefined
      })
    } catch (error) {
      if (signal.aborted) return
      since ??= now()
      const { code, message, hint = '' } = toWaybillError(error)
      const cause = error instanceof Error && error.message !== message ? ` ${error.message}` : ''
      const text = `${message}${cause} ${hint}`.trim()
      const refused = refusals.includes(code)
      dispatch({ type: 'linked', link: { status: 'lost', message: text, refused, since, attempt } })
      await pause(Math.min(maxRetryMs, firstRetryMs * 2 ** Math.max(0, attempt - 1)), signal)
    }
  }
}

async function followOnce(
  waybill: Waybill,
  { dispatch, load, openPlaces, signal }: FollowFeedOptions,
  onLive: () => void,
): Promise<void> {
  // The number comes first: what happens while everything is read comes again as events.
  const { last } = await waybill.events.list({ after: 0, limit: 1 })
  const recent = await waybill.events.list({ after: Math.max(0, last - recentEvents), limit: recentEvents })
  dispatch({ type: 'known', patches: [{ kind: 'events', items: recent.items }] })
  const open = openPlaces().map(({ place }): Load => ({ kind: 'detail', place }))
  await load([...everything, ...open])
  dispatch({ type: 'linked', link: { status: 'live' } })
  onLive()
  const batch = new EventBatch(events => {
    dispatch({ type: 'known', patches: [{ kind: 'events', items: events }] })
    // Its failures are said where they happen.
    void load(loadsAfter(events, openPlaces())).catch(() => undefined)
  })
  try {
    for await (const event of waybill.events.follow({ after: last, signal })) batch.add(event)
  } finally {
    batch.flush()
  }
}

/** Events that come one by one, handed on together. */
class EventBatch {
  readonly #emit: (events: readonly Event[]) => void
  #events: Event[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(emit: (events: readonly Event[]) => void) {
    this.#emit = emit
  }

  add(event: Event): void {
    this.#events.push(event)
    this.#timer ??= setTimeout(() => this.flush(), batchMs)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#events.length === 0) return
    const events = this.#events
    this.#events = []
    this.#emit(events)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
