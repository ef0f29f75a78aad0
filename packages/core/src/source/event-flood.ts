import { readFileSync } from 'node:fs'

/** Whether so much happens at once that the system may have dropped some of it. */
export interface EventFlood {
  /** Counts one event. */
  isOn(): boolean
}

const windowMs = 1000
const mostEvents = 1000

/**
 * Linux keeps so many events for whoever does not read them, and drops what comes then (inotify(7), IN_Q_OVERFLOW),
 * of which Node does not tell. Whoever takes that many in a row may have lost some; what it may have lost happened
 * before the last of them was taken. A sixteenth counts, as events of folders that are gone reach nobody.
 */
export function createEventFlood(most: number = Math.min(mostEvents, queuedEvents() / 16)): EventFlood {
  let startedAt = 0
  let events = 0
  return {
    isOn() {
      const now = performance.now()
      if (now - startedAt > windowMs) {
        startedAt = now
        events = 0
      }
      events += 1
      return events > most
    },
  }
}

function queuedEvents(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || Number.POSITIVE_INFINITY
  } catch {
    // No Linux.
    return Number.POSITIVE_INFINITY
  }
}
