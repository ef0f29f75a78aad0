import type { Event, EventsApi } from '@waybill/core'
import { Bell } from './bell.js'
import { RecentEvents } from './recent-events.js'

/** Often enough for proxies that cut off what is silent for half a minute. */
const heartbeatMs = 15_000

/** As many come to a reader in one piece: small enough to be held for a slow one. */
const pieceEvents = 100

/** What a reader of the feed asks for. */
export interface FeedRequest {
  /** Number of the last event seen; undefined: only what is new. */
  readonly after: number | undefined
  /** Which events are told; undefined: all. */
  readonly matches: ((event: Event) => boolean) | undefined
  /** The reader leaves when it aborts. */
  readonly signal: AbortSignal
}

/** What follows the feed while somebody reads. */
interface Follower {
  readonly recent: RecentEvents
  readonly stop: AbortController
  failure?: { readonly error: unknown }
}

/**
 * The change feed as server-sent events for any number of readers. One follower per process reads it, and only while
 * somebody listens; each piece of text is made once for all who are at the same place. What a reader has not taken
 * yet is never kept for it: one that falls behind what is kept for all reads the rest from the store.
 */
export class EventFeed {
  readonly #events: EventsApi
  readonly #bells = new Set<Bell>()
  #follower: Promise<Follower> | undefined
  #heartbeat: NodeJS.Timeout | undefined

  constructor(events: EventsApi) {
    this.#events = events
  }

  /**
   * Begins to read. The text ends with the reader's signal.
   * @throws WaybillError `EVENTS_GONE` when what comes after `after` is not kept any more, `STORAGE_UNAVAILABLE`
   */
  async open(request: FeedRequest): Promise<AsyncIterable<string>> {
    const bell = new Bell()
    this.#enter(bell, request.signal)
    try {
      const follower = await this.#follow()
      const after = request.after ?? follower.recent.last
      // Asked before the answer begins, so that what is wrong can still be its status.
      if (after < follower.recent.first - 1) await this.#events.list({ after, limit: 1 })
      return this.#read({ ...request, after }, follower, bell)
    } catch (error) {
      this.#leave(bell)
      throw error
    }
  }

  async *#read(
    { after, matches, signal }: FeedRequest & { readonly after: number },
    follower: Follower,
    bell: Bell,
  ): AsyncGenerator<string> {
    let last = after
    let told = after
    yield bookmark(after)
    while (!signal.aborted) {
      const piece = await this.#nextPiece(last, matches, follower.recent)
      if (piece !== undefined) {
        last = piece.last
        if (piece.text === '') continue
        told = last
        yield piece.text
        continue
      }
      if (follower.failure !== undefined) throw follower.failure.error
      if ((await bell.wait()) === 'heartbeat') {
        // Whoever reads only some of it learns how far it has come all the same.
        yield told === last ? ': still here\n\n' : bookmark(last)
        told = last
      }
    }
  }

  /** The next events as text, perhaps none of them told; undefined when there is nothing new. */
  async #nextPiece(
    after: number,
    matches: FeedRequest['matches'],
    recent: RecentEvents,
  ): Promise<{ readonly last: number; readonly text: string } | undefined> {
    if (after >= recent.first - 1) return recent.piece(after, { most: pieceEvents, matches })
    const { items } = await this.#events.list({ after, limit: pieceEvents })
    const last = items.at(-1)?.number
    return last === undefined ? undefined : { last, text: renderEvents(items, matches) }
  }

  #follow(): Promise<Follower> {
    this.#follower ??= this.#start()
    return this.#follower
  }

  async #start(): Promise<Follower> {
    try {
      const { last } = await this.#events.list({ after: 0, limit: 1 })
      const follower: Follower = { recent: new RecentEvents(last, renderEvents), stop: new AbortController() }
      void this.#collect(follower, last)
      return follower
    } catch (error) {
      this.#follower = undefined
      throw error
    }
  }

  /** Never rejects: a failure is told to all who read, and the next one begins anew. */
  async #collect(follower: Follower, after: number): Promise<void> {
    let ringing = false
    const ring = (): void => {
      if (ringing) return
      ringing = true
      // What comes together is told together.
      setImmediate(() => {
        ringing = false
        for (const bell of this.#bells) bell.ring('event')
      })
    }
    try {
      for await (const event of this.#events.follow({ after, signal: follower.stop.signal })) {
        follower.recent.add(event)
        ring()
      }
    } catch (error) {
      if (follower.stop.signal.aborted) return
      follower.failure = { error }
      this.#follower = undefined
      ring()
    }
  }

  #enter(bell: Bell, signal: AbortSignal): void {
    this.#bells.add(bell)
    const leave = () => this.#leave(bell)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
    this.#heartbeat ??= setInterval(() => {
      for (const one of this.#bells) one.ring('heartbeat')
    }, heartbeatMs)
  }

  #leave(bell: Bell): void {
    bell.ring('event')
    if (!this.#bells.delete(bell) || this.#bells.size > 0) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
    const follower = this.#follower
    this.#follower = undefined
    // One that could not begin has told so to whoever waited for it.
    void follower?.then(
      ({ stop }) => stop.abort(),
      () => undefined,
    )
  }
}

/** A place to go on from, without an event. */
function bookmark(number: number): string {
  return `event: bookmark\nid: ${number}\ndata: ${JSON.stringify({ number })}\n\n`
}

function renderEvents(events: readonly Event[], matches: FeedRequest['matches']): string {
  const told = matches === undefined ? events : events.filter(matches)
  return told.map(event => `id: ${event.number}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
