import type { EventStore } from '../event/event-store.js'
import type { Executor } from './executor.js'

/** Several events in a row cost one look. */
const lookAfterMs = 150

/**
 * Lets a worker look at its runs soon after something has happened anywhere: a cancel that another process took is
 * noticed at once, and not only with the next heartbeat. Without a run in hand it costs nothing. Gives what ends it.
 */
export async function hearCancels(
  events: Pick<EventStore, 'subscribe'>,
  executor: Pick<Executor, 'count' | 'nudgeAll'>,
): Promise<() => Promise<void>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const unsubscribe = await events.subscribe(() => {
    if (executor.count === 0) return
    timer ??= setTimeout(() => {
      timer = undefined
      executor.nudgeAll()
    }, lookAfterMs)
  })
  return async () => {
    clearTimeout(timer)
    await unsubscribe()
  }
}
