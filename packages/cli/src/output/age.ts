import ms from 'ms'

/** How long ago a moment was, in one unit, e.g. `3m`; `-` for none. */
export function age(at: string | null, now: Date): string {
  return at === null ? '-' : ms(Math.max(0, now.getTime() - Date.parse(at)))
}
