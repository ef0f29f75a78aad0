import type { RunId } from '../id/ids.js'
import { retryWhileAway } from './retry-while-away.js'
import type { LedgerEntry } from './run.js'
import type { RunStore } from './run-store.js'

/** What a ledger writer works with. */
export interface LedgerWriterOptions {
  readonly store: RunStore
  readonly runId: RunId
  readonly fence: number
  /** Aborts when nothing may be written any more. */
  readonly lost: AbortSignal
}

/** Writes an attempt's ledger to the storage at once: one write at a time, the newest wins. */
export class LedgerWriter {
  readonly #options: LedgerWriterOptions
  #newest: readonly LedgerEntry[] | undefined
  #writing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(options: LedgerWriterOptions) {
    this.#options = options
  }

  write(entries: readonly LedgerEntry[]): void {
    if (this.#failure) return
    this.#newest = entries
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined
    })
  }

  /**
   * Resolves when the newest ledger is stored.
   * @throws the reason of `lost`, or why it could not be written (`STALE_ATTEMPT`)
   */
  async flush(): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.error
  }

  async #drain(): Promise<void> {
    const { store, runId, fence, lost } = this.#options
    try {
      for (let entries = this.#take(); entries !== undefined; entries = this.#take()) {
        const newest = entries
        await retryWhileAway(() => store.saveLedger(runId, { fence, entries: newest }), lost)
      }
    } catch (error) {
      this.#failure ??= { error }
    }
  }

  #take(): readonly LedgerEntry[] | undefined {
    const entries = this.#newest
    this.#newest = undefined
    return entries
  }
}
