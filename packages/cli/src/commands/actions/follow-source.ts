import type { LogEntry, Source, SyncReport, Waybill } from '@waybill/core'

/** How a source is followed. */
export interface FollowSourceOptions {
  /** What is watched; one that cannot be is looked at again and again. */
  readonly source: Source
  /** Where nothing tells of changes: time from one look to the next. @default a few seconds, longer where syncs are long */
  readonly intervalMs?: number
  /** Called after each sync that it made. */
  readonly onSync?: (report: SyncReport) => void
  readonly onLog: (entry: LogEntry) => void
}

/** So long nothing may happen before it is looked: files come in groups. */
const quietMs = 40
/** But no longer than that after the first change. */
const mostMs = 120
/** Looking at everything again and again takes at most a twentieth of the time. */
const leastIntervalMs = 2000
const restFactor = 20

/** Syncs when something changes in the source, until disposed. A sync looks at what changed, after a failed one at all. */
export function followSource(
  waybill: Pick<Waybill, 'catalog'>,
  options: FollowSourceOptions,
): AsyncDisposable {
  return new SourceFollower(waybill, options)
}

class SourceFollower implements AsyncDisposable {
  readonly #catalog: Waybill['catalog']
  readonly #options: FollowSourceOptions
  readonly #watch: Disposable | undefined
  readonly #closing = new AbortController()
  /** Folders that changed since the last sync began; undefined when any may have. */
  #changed: Set<string> | undefined = new Set()
  #timer: NodeJS.Timeout | undefined
  #firstAt: number | undefined
  #syncing: Promise<void> | undefined
  /** Whether nothing tells of changes. */
  #isBlind: boolean

  constructor({ catalog }: Pick<Waybill, 'catalog'>, options: FollowSourceOptions) {
    this.#catalog = catalog
    this.#options = options
    const { source } = options
    this.#isBlind = source.watch === undefined
    this.#watch = source.watch?.({
      onChange: folders => this.#take(folders),
      onError: error => this.#goBlind(error),
    })
    if (this.#isBlind) this.#plan(options.intervalMs ?? leastIntervalMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('It is no longer followed.'))
    this.#watch?.[Symbol.dispose]()
    clearTimeout(this.#timer)
    await this.#syncing
  }

  #take(folders: readonly string[] | undefined): void {
    if (folders === undefined) this.#changed = undefined
    else for (const folder of folders) this.#changed?.add(folder)
    this.#firstAt ??= performance.now()
    this.#plan(Math.min(quietMs, Math.max(0, this.#firstAt + mostMs - performance.now())))
  }

  #goBlind(error: unknown): void {
    this.#isBlind = true
    this.#say(
      'warn',
      `The source cannot be watched any more (${messageOf(error)}); from now on all of it is looked at every few seconds. Raise the system's limits (fs.inotify.max_user_watches, open files) and start again.`,
    )
    this.#plan(this.#options.intervalMs ?? leastIntervalMs)
  }

  #plan(waitMs: number): void {
    if (this.#closing.signal.aborted) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), waitMs)
  }

  #look(): void {
    // What changes while it is read has a sync of its own afterwards.
    if (this.#syncing !== undefined) {
      this.#plan(quietMs)
      return
    }
    const changed = this.#isBlind ? undefined : this.#changed
    this.#changed = new Set()
    this.#firstAt = undefined
    const startedAt = performance.now()
    this.#syncing = this.#sync(changed).finally(() => {
      this.#syncing = undefined
      const tookMs = performance.now() - startedAt
      const restMs = Math.max(leastIntervalMs, restFactor * tookMs)
      if (this.#isBlind) this.#plan(this.#options.intervalMs ?? restMs)
    })
  }

  async #sync(changed: ReadonlySet<string> | undefined): Promise<void> {
    try {
      const report = await this.#catalog.sync({ changed, signal: this.#closing.signal })
      this.#options.onSync?.(report)
    } catch (error) {
      // Nothing says what of it was seen.
      this.#changed = undefined
      if (!this.#closing.signal.aborted) this.#say('error', `A sync failed: ${messageOf(error)}`)
    }
  }

  #say(level: LogEntry['level'], message: string): void {
    this.#options.onLog({ level, message, fields: {} })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
