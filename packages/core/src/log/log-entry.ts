/** One entry of Waybill's own log; the library hands it over and writes nothing itself. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  /** Machine-readable context, e.g. `runId`; an error comes as `err`. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Takes entries. It must not throw. */
export type OnLog = (entry: LogEntry) => void
