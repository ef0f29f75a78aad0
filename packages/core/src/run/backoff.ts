/** How long to wait between tries. */
export interface BackoffOptions {
  readonly firstMs: number
  readonly maxMs: number
}

/** The wait before try number `retry` (from 1): doubled each time, up to the most. */
export function backoffMs(retry: number, { firstMs, maxMs }: BackoffOptions): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(retry - 1, 30))
}
