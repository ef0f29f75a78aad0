const steps = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
] as const

/** A stretch of time as people say it: `12s`, `5m`, `3h`, `2d`. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  for (const [size, unit] of steps) if (seconds >= size) return `${Math.floor(seconds / size)}${unit}`
  return `${seconds}s`
}

/** How long ago; empty when there is no such time. */
export function ageOf(at: string | null, now: number): string {
  return at === null ? '' : shortDuration(now - Date.parse(at))
}

/** How long until then; `over` when it has passed, empty when there is no such time. */
export function timeLeft(at: string | null, now: number): string {
  if (at === null) return ''
  const ms = Date.parse(at) - now
  return ms <= 0 ? 'over' : shortDuration(ms)
}

/** The time of day, as it is where the terminal is. */
export function clockTime(at: string | null): string {
  return at === null ? '' : new Date(at).toLocaleTimeString('en-GB')
}
