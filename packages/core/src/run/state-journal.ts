import type { RunId } from '../id/ids.js'
import { retryWhileAway } from './retry-while-away.js'
import type { RunStore, StateSnapshot } from './run-store.js'

/** At most four writes a second: a state of some MB per resource would keep the storage busy with nothing else. */
const pauseMs = 250

/** What a journal works with. */
export interface StateJournalOptions {
  readonly store: RunStore
  readonly runId: RunId
  readonly fence: number
  /** Aborts when nothing may be written any more. */
  readonly lost: AbortSignal
}

/** Writes an attempt's states to the storage: the newest wins, one write at a time, the last one always. */
export class StateJournal {
  readonly #options: StateJournalOptions
  #newest: StateSnapshot | undefined
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(options: StateJournalOptions) {
    this.#options = options
  }

  /** Takes a state; an older one that was not written yet is forgotten. */
  write(state: StateSnapshot): void {
    if (this.#failure) return
    this.#newest = state
    if (this.#writing === undefined && this.#timer === undefined) void this.#writeNewest()
  }

  /**
   * Resolves when the newest state is stored.
   * @throws the reason of `lost`, or why it could not be written (`STALE_ATTEMPT`)
   */
  async flush(): Promise<void> {
    await this.#writing
    while (this.#newest !== undefined) await this.#writeNewest()
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#failure) throw this.#failure.error
  }

  #writeNewest(): Promise<void> {
    clearTimeout(this.#timer)
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined
      this.#timer = setTimeout(() => this.#afterPause(), pauseMs)
    })
    return this.#writing
  }

  async #write(): Promise<void> {
    const { store, runId, fence, lost } = this.#options
    const state = this.#newest
    if (state === undefined) return
    this.#newest = undefined
    try {
      await retryWhileAway(() => store.saveState(runId, { ...state, fence }), lost)
    } catch (error) {
      this.#newest = undefined
      this.#failure ??= { error }
    }
  }

  #afterPause(): void {
    this.#timer = undefined
    if (this.#newest !== undefined) void this.#writeNewest()
  }
}
