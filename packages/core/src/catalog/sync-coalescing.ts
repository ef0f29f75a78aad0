import { WaybillError } from '../error/waybill-error.js'
import { type NewId, newId, type SyncId } from '../id/ids.js'
import type { RequestOrigin } from '../request/request-origin.js'
import type { SyncJob } from './run-sync.js'
import type { SyncOptions, SyncReport } from './sync.js'

/** One call for a sync. */
export interface SyncCall {
  readonly options: SyncOptions
  /** Who asks; null for Waybill itself. */
  readonly actor: string | null
  /** The request that it comes from. */
  readonly origin?: RequestOrigin
  /** Folders that may have changed since the last sync of this process. @default any may */
  readonly changed?: ReadonlySet<string>
  /** Ends the wait of this caller; the sync itself when nobody else waits for it. */
  readonly signal?: AbortSignal
}

interface SharedSync {
  readonly id: SyncId
  readonly key: string
  readonly controller: AbortController
  readonly result: Promise<SyncReport>
  callers: number
  /** Of all its callers together; undefined as soon as one of them cannot tell. */
  changed: ReadonlySet<string> | undefined
}

const ignore = () => undefined

/**
 * Lets callers share syncs, one at a time. A caller joins only a sync that has not begun to read the source, so
 * that what it wrote there before is seen; all who come later share the next one. Only calls with the same
 * options share a sync; it goes by the name of the first of them.
 */
export class SyncCoalescing {
  readonly #run: (job: SyncJob) => Promise<SyncReport>
  readonly #newId: NewId
  /** Syncs that have not begun to read, by their options. */
  readonly #open = new Map<string, SharedSync>()
  readonly #shared = new Set<SharedSync>()
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(run: (job: SyncJob) => Promise<SyncReport>, makeId: NewId = newId) {
    this.#run = run
    this.#newId = makeId
  }

  /** @throws WaybillError `CLOSED`; what the sync throws; the signal's reason */
  async call({ signal, ...asked }: SyncCall): Promise<SyncReport> {
    signal?.throwIfAborted()
    const shared = this.#join(asked)
    return signal === undefined ? shared.result : this.#waitFor(shared, signal)
  }

  /** As `call`, and answers at once which sync it will be. @throws WaybillError `CLOSED` */
  start(asked: Omit<SyncCall, 'signal'>): {
    readonly id: SyncId
    readonly result: Promise<SyncReport>
  } {
    return this.#join(asked)
  }

  #join(asked: Omit<SyncCall, 'signal'>): SharedSync {
    if (this.#closed) throw closedError()
    const key = JSON.stringify([asked.options.dryRun, asked.options.force])
    const open = this.#open.get(key)
    const shared = open ?? this.#queue(key, asked)
    if (open !== undefined) open.changed = bothChanged(open.changed, asked.changed)
    shared.callers += 1
    return shared
  }

  /** Aborts what runs, refuses what waits, and resolves when nothing runs any more. Callable twice. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { controller } of this.#shared) controller.abort(closedError())
    await this.#last
  }

  #queue(key: string, { changed, ...asked }: Omit<SyncCall, 'signal'>): SharedSync {
    const controller = new AbortController()
    const { signal } = controller
    const id = this.#newId<SyncId>()
    const result = this.#last.then(() => {
      signal.throwIfAborted()
      const onReading = () => {
        this.#leaveOpen(shared)
        return shared.changed
      }
      return this.#run({ ...asked, id, signal, onReading })
    })
    const shared: SharedSync = { id, key, controller, result, callers: 0, changed }
    this.#open.set(key, shared)
    this.#shared.add(shared)
    this.#last = result.then(ignore, ignore).then(() => {
      this.#leaveOpen(shared)
      this.#shared.delete(shared)
    })
    return shared
  }

  #leaveOpen(shared: SharedSync): void {
    if (this.#open.get(shared.key) === shared) this.#open.delete(shared.key)
  }

  #waitFor(shared: SharedSync, signal: AbortSignal): Promise<SyncReport> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason)
        shared.callers -= 1
        if (shared.callers > 0) return
        this.#leaveOpen(shared)
        shared.controller.abort(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      const settle = () => signal.removeEventListener('abort', leave)
      shared.result.then(resolve, reject).finally(settle)
    })
  }
}

function bothChanged(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  return a && b && new Set([...a, ...b])
}

function closedError(): WaybillError {
  return new WaybillError('CLOSED', 'The catalog is closed.')
}
