import { setImmediate } from 'node:timers/promises'

/** Keeps synchronous work from holding up the event loop. */
export interface Breather {
  /** Whether the work went on for long enough. */
  isDue(): boolean
  /** Gives the event loop its turn. */
  turn(): Promise<void>
}

/** A breather for slices of about `sliceMs` milliseconds (default 10). */
export function createBreather(sliceMs = 10): Breather {
  let startedAt = performance.now()
  return {
    isDue: () => performance.now() - startedAt >= sliceMs,
    turn: async () => {
      await setImmediate()
      startedAt = performance.now()
    },
  }
}
