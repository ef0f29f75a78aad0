import type { LogEntry, Waybill } from '@waybill/core'

/** Syncs each time an interval has passed since the last sync ended, until disposed. Without an interval, never. */
export function syncRegularly(
  waybill: Waybill,
  options: { readonly intervalMs: number | undefined; readonly onLog: (entry: LogEntry) => void },
): AsyncDisposable {
  const { intervalMs, onLog } = options
  let timer: NodeJS.Timeout | undefined
  let syncing: Promise<void> = Promise.resolve()
  const plan = (): void => {
    if (intervalMs !== undefined) timer = setTimeout(() => (syncing = once().then(plan)), intervalMs)
  }
  const once = async (): Promise<void> => {
    try {
      await waybill.catalog.sync()
    } catch (error) {
      onLog({
        level: 'error',
        message: `A sync failed: ${error instanceof Error ? error.message : String(error)}`,
        fields: {},
      })
    }
  }
  plan()
  return {
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer)
      await syncing
      clearTimeout(timer)
    },
  }
}
