/** What a bench says while it works, and what stops it. */
export interface BenchContext {
  readonly signal: AbortSignal
  readonly onProgress: (message: string) => void
}
