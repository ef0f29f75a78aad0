/** What happens that a caller may want to know: lost connections, applied migrations, a queue that starts again. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly error?: unknown
}

/** Writes one {@link LogEntry}. */
export type Log = (level: LogEntry['level'], message: string, error?: unknown) => void

/** One statement that ran; without its values. */
export interface SqlEntry {
  readonly sql: string
  readonly durationMs: number
}

/** Makes a `Log` of the option `onLog`. */
export function makeLog(onLog: ((entry: LogEntry) => void) | undefined): Log {
  return (level, message, error) => onLog?.({ level, message, ...(error === undefined ? {} : { error }) })
}
