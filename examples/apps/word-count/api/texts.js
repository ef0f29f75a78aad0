import { randomUUID } from 'node:crypto'

/** A worker that took a text has this long to report before another one may take it. */
const leaseMs = 30_000

/** Texts and their counts in memory: `waiting`, then `taken` by a worker, then `counted`. */
export class Texts {
  #texts = new Map()

  create(text) {
    const entry = { id: randomUUID(), status: 'waiting', text }
    this.#texts.set(entry.id, entry)
    return entry
  }

  find(id) {
    return this.#texts.get(id)
  }

  /** The oldest text that waits, or that a worker took and never reported; undefined when there is none. */
  take(nowMs) {
    for (const entry of this.#texts.values()) {
      const isFree = entry.status === 'waiting' || (entry.status === 'taken' && entry.takenUntilMs <= nowMs)
      if (!isFree) continue
      entry.status = 'taken'
      entry.takenUntilMs = nowMs + leaseMs
      return entry
    }
    return undefined
  }

  /** Keeps the count; false when there is no such text. A second report says the same and changes nothing. */
  report(id, words) {
    const entry = this.#texts.get(id)
    if (entry === undefined) return false
    entry.status = 'counted'
    entry.words = words
    return true
  }
}
