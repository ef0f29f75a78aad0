import type { RunId } from '../id/ids.js'

/** A wake-up for one run; the row in the run store is the truth. */
export interface RunWake {
  readonly runId: RunId
  /** The attempt it is for; a wake-up for the same run and attempt is kept once. */
  readonly attempt: number
  /** What the run needs, as `laneOf` names it: only a worker that takes it is woken. */
  readonly lane: string
  /** People's wake-ups are handed out before these. Default false. */
  readonly background?: boolean
  /** Not before so many milliseconds. Default 0. */
  readonly delayMs?: number
}

/** How a worker takes wake-ups. */
export interface RunQueueWork {
  /** Wake-ups handled at the same time. */
  readonly slots: number
  /** Takes only wake-ups of these. */
  readonly lanes: readonly string[]
  /** Handles one; a rejection is reported to `onError` and the wake-up is gone. */
  readonly handle: (runId: RunId) => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * Hands runs to workers, people's first and in the order they were added, soon after the transaction that added them commits; each
 * wake-up to one worker. One whose lane nobody takes waits.
 */
export interface RunQueue {
  add(wake: RunWake): Promise<void>
  /**
   * Starts taking wake-ups. The returned function takes no more and resolves when those in hand are done; it may
   * be called twice.
   */
  work(options: RunQueueWork): Promise<() => Promise<void>>
}
