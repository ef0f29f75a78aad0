import { z } from 'zod'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Longer ones would leave the range of a date. */
const mostMs = 100 * 365 * 86_400_000

/** A length of time as people write it: a whole number and a unit, e.g. `90s`, `30m`, `8h`, `7d`, `2w`. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}[smhdw]$/, 'has to be a whole number and a unit, e.g. 90s, 30m, 8h, 7d or 2w')
  // What is no length of time has been refused above.
  .refine(text => !(parseDurationMs(text) > mostMs), 'is too long')

/** The milliseconds of a text that {@link durationSchema} lets pass. */
export function parseDurationMs(text: string): number {
  const unit = text.slice(-1)
  return Number(text.slice(0, -1)) * (unit in unitMs ? unitMs[unit as keyof typeof unitMs] : Number.NaN)
}
