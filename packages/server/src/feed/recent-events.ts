import type { Event } from '@waybill/core'

/** Some megabytes at most; whoever is further behind reads from the store. */
const keptEvents = 2000

/** How events become text. */
export type RenderEvents = (
  events: readonly Event[],
  matches: ((event: Event) => boolean) | undefined,
) => string

/** A stretch of the feed as text, up to and with the event `last`. */
export interface FeedPiece {
  readonly last: number
  readonly text: string
}

/** The newest events of the feed, bounded, and the text that was made of them last. */
export class RecentEvents {
  readonly #render: RenderEvents
  readonly #events: Event[] = []
  #first: number
  #shared: (FeedPiece & { readonly after: number }) | undefined

  /** `last`: number of the newest event before those that will be added. */
  constructor(last: number, render: RenderEvents) {
    this.#first = last + 1
    this.#render = render
  }

  /** Number of the oldest event that is kept here, or will be. */
  get first(): number {
    return this.#first
  }

  /** Number of the newest event. */
  get last(): number {
    return this.#first + this.#events.length - 1
  }

  /** Adds the next event: numbers have no gaps. */
  add(event: Event): void {
    this.#events.push(event)
    // In bulk: shifting each time would move all of them each time.
    if (this.#events.length < 2 * keptEvents) return
    this.#events.splice(0, keptEvents)
    this.#first += keptEvents
  }

  /** The text of at most `most` events after `after`, which is not before `first - 1`; undefined without any. */
  piece(
    after: number,
    { most, matches }: { readonly most: number; readonly matches: ((event: Event) => boolean) | undefined },
  ): FeedPiece | undefined {
    const last = Math.min(this.last, after + most)
    if (last <= after) return undefined
    const shared = this.#shared
    if (matches === undefined && shared?.after === after && shared.last === last) return shared
    const from = after + 1 - this.#first
    const text = this.#render(this.#events.slice(from, from + last - after), matches)
    if (matches === undefined) this.#shared = { after, last, text }
    return { last, text }
  }
}
