import type { SyncId } from '../id/ids.js'
import type { CatalogStore } from './catalog-store.js'
import type { SyncReport } from './sync.js'

/** Well within the time after which a silent one counts as lost. */
const defaultNoteEveryMs = 1000

/**
 * The syncs of this process that have not ended, with how far they are. The store is told of them every second, so that
 * other processes know; a quick one is over before that and costs nothing.
 */
export class RunningSyncs {
  readonly #store: Pick<CatalogStore, 'noteSync'>
  readonly #noteEveryMs: number
  readonly #reports = new Map<SyncId, SyncReport>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(store: Pick<CatalogStore, 'noteSync'>, { noteEveryMs = defaultNoteEveryMs } = {}) {
    this.#store = store
    this.#noteEveryMs = noteEveryMs
  }

  get(id: SyncId): SyncReport | undefined {
    return this.#reports.get(id)
  }

  /** Newest first. */
  list(): SyncReport[] {
    return [...this.#reports.values()].reverse()
  }

  show(report: SyncReport): void {
    this.#reports.set(report.id, report)
    this.#timer ??= setInterval(() => this.#noteAll(), this.#noteEveryMs)
  }

  delete(id: SyncId): void {
    this.#reports.delete(id)
    if (this.#reports.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #noteAll(): void {
    // A store that is away is noticed by the sync itself.
    for (const report of this.#reports.values()) this.#store.noteSync?.(report).catch(() => undefined)
  }
}
