import { z } from 'zod'

/** A moment: RFC 3339 in UTC with milliseconds, e.g. `2026-01-31T09:30:00.000Z`. The same text in library, API and database views. */
export const timestampSchema = z.iso.datetime({ precision: 3 })
export type Timestamp = z.infer<typeof timestampSchema>

/** The clock; `createWaybill` takes another one in tests. */
export type Clock = () => Date
