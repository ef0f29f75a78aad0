import type { Timestamp } from '@waybill/core'

/** A moment as a column takes it. */
export function toDate(timestamp: Timestamp | null): Date | null {
  return timestamp === null ? null : new Date(timestamp)
}

/** A moment as the library says it. */
export function toTimestamp(date: Date | null): Timestamp | null {
  return date?.toISOString() ?? null
}
