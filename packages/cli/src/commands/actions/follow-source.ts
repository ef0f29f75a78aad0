import { type LogEntry, type Waybill, watchDirectory } from '@waybill/core'

/** How a directory is followed. */
export interface FollowSourceOptions {
  /** The apps directory; without one nothing is followed. */
  readonly directory: string | undefined
  /** Called after each sync that it made. */
  readonly onSync?: (report: Awaited<ReturnType<Waybill['catalog']['sync']>>) => void
  readonly onLog: (entry: LogEntry) => void
}

/** So long nothing may happen before it is looked: files come in groups. */
const quietMs = 40
/** But no longer than that after the first change. */
const mostMs = 120

/** Syncs when something changes in the apps directory, until disposed. */
export function followSource(waybill: Waybill, options: FollowSourceOptions): AsyncDisposable {
  const { directory, onSync, onLog } = options
  let timer: NodeJS.Timeout | undefined
  let firstAt: number | undefined
  let syncing: Promise<void> | undefined
  let isClosed = false
  const say = (level: LogEntry['level'], message: string) => onLog({ level, message, fields: {} })
  const sync = async (): Promise<void> => {
    try {
      const report = await waybill.catalog.sync()
      onSync?.(report)
    } catch (error) {
      if (!isClosed) say('error', `A sync failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const onQuiet = () => {
    timer = undefined
    // What changes while it is read has a sync of its own afterwards.
    firstAt = undefined
    if (syncing !== undefined) return plan()
    syncing = sync().finally(() => {
      syncing = undefined
    })
  }
  const plan = () => {
    if (isClosed) return
    firstAt ??= performance.now()
    clearTimeout(timer)
    timer = setTimeout(onQuiet, Math.min(quietMs, Math.max(0, firstAt + mostMs - performance.now())))
  }
  const onError = (error: unknown) =>
    say(
      'warn',
      `The apps directory is not watched any more (${error instanceof Error ? error.message : String(error)}); set WAYBILL_SYNC_INTERVAL, or raise the system's limit of watches.`,
    )
  const watch = directory === undefined ? undefined : watchDirectory(directory, { onChange: plan, onError })
  return {
    [Symbol.asyncDispose]: async () => {
      isClosed = true
      watch?.[Symbol.dispose]()
      clearTimeout(timer)
      await syncing
    },
  }
}
