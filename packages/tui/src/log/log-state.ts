import type { LogLine } from '@waybill/core'

/** Lines of a log that are held at once; the rest is read again when somebody scrolls there. */
export const maxLogLines = 4000

/** Screens of lines that are read before somebody scrolls there. */
const pagesAhead = 8

/** What is searched in a log. */
export interface LogSearch {
  /** In lower case; empty: the next error. */
  readonly query: string
  readonly status: 'found' | 'searching' | 'none'
  /** Offset of the line that was found. */
  readonly offset: number | null
}

/** A window over a run's log, however long it is: a stretch of its lines without a gap. */
export interface LogState {
  readonly runId: string
  readonly lines: readonly LogLine[]
  /** Offset of the first line, and behind the last one. */
  readonly from: number
  readonly to: number
  /** Bytes that are known to be there. */
  readonly size: number
  /** Index of the line at the top of the screen; while it follows, the last lines are shown. */
  readonly top: number
  readonly follow: boolean
  readonly wrap: boolean
  readonly times: boolean
  readonly search: LogSearch | null
  /** A page is being read. */
  readonly reading: boolean
}

export function openLog(runId: string): LogState {
  return {
    runId,
    lines: [],
    from: 0,
    to: 0,
    size: 0,
    top: 0,
    follow: true,
    wrap: false,
    times: true,
    search: null,
    reading: true,
  }
}

/** A page of the log that was read: whole lines between two offsets. */
export interface LogPage {
  readonly from: number
  readonly to: number
  readonly size: number
  readonly lines: readonly LogLine[]
}

/** Takes in a page: joined to the window where it touches it, else in its place. */
export function takePage(log: LogState, page: LogPage): LogState {
  const size = Math.max(log.size, page.size, page.to)
  const base = { ...log, size, reading: false }
  if (page.from === log.to && log.lines.length > 0) return trimStart(append(base, page))
  if (page.to === log.from && log.lines.length > 0) return trimEnd(prepend(base, page))
  return trimStart({ ...base, lines: page.lines, from: page.from, to: page.to, top: 0 })
}

/** Takes in lines as they come. Those that do not touch the window are only counted: somebody looks elsewhere. */
export function takeLines(log: LogState, lines: readonly LogLine[]): LogState {
  const last = lines.at(-1)
  if (last === undefined) return log
  const size = Math.max(log.size, last.next)
  const fresh = lines.filter(({ offset }) => offset >= log.to)
  const first = fresh[0]
  if (first === undefined || (first.offset !== log.to && log.lines.length > 0)) return { ...log, size }
  const page = { from: first.offset, to: last.next, lines: fresh }
  const isFull = log.lines.length + fresh.length > maxLogLines
  // Far from the end and full: the end is let go of, and read again on the way down.
  if (isFull && !log.follow && log.top < fresh.length) return { ...log, size }
  return trimStart(append({ ...log, size, from: log.lines.length === 0 ? page.from : log.from }, page))
}

function append(log: LogState, page: Omit<LogPage, 'size'>): LogState {
  return { ...log, lines: [...log.lines, ...page.lines], to: page.to }
}

function prepend(log: LogState, page: Omit<LogPage, 'size'>): LogState {
  return { ...log, lines: [...page.lines, ...log.lines], from: page.from, top: log.top + page.lines.length }
}

function trimStart(log: LogState): LogState {
  const excess = log.lines.length - maxLogLines
  if (excess <= 0) return log
  const lines = log.lines.slice(excess)
  return { ...log, lines, from: lines[0]?.offset ?? log.to, top: Math.max(0, log.top - excess) }
}

function trimEnd(log: LogState): LogState {
  if (log.lines.length <= maxLogLines) return log
  const lines = log.lines.slice(0, maxLogLines)
  return { ...log, lines, to: lines.at(-1)?.next ?? log.from, follow: false }
}

/** Whether the window reaches to what is known to be the end. */
export function isAtEnd({ to, size }: LogState): boolean {
  return to >= size
}

/** Scrolls; at the very end it follows again. */
export function scrollLog(log: LogState, by: number, height: number): LogState {
  const lowest = Math.max(0, log.lines.length - height)
  const from = log.follow ? lowest : log.top
  const top = Math.max(0, Math.min(from + by, lowest))
  return { ...log, top, follow: by > 0 && top >= lowest && isAtEnd(log) }
}

/** What has to be read so that scrolling can go on; null when nothing. */
export function neededPage(log: LogState, height: number): 'before' | 'after' | null {
  if (log.reading) return null
  const top = log.follow ? Math.max(0, log.lines.length - height) : log.top
  const ahead = pagesAhead * height
  if (top < ahead && log.from > 0) return 'before'
  const isNearEnd = top + height + ahead >= log.lines.length
  return isNearEnd && !isAtEnd(log) && !log.follow ? 'after' : null
}

/** Whether a line is what is searched. An empty query looks for errors. */
export function matchesLog(line: LogLine, query: string): boolean {
  return query === '' ? line.level === 'error' : line.message.toLowerCase().includes(query)
}

/** The next line in the window that matches, from a line on (exclusive), forward or back. */
export function findInWindow(
  log: LogState,
  query: string,
  { after, step }: { readonly after: number; readonly step: 1 | -1 },
): number | undefined {
  for (let at = after + step; at >= 0 && at < log.lines.length; at += step) {
    const line = log.lines[at]
    if (line !== undefined && matchesLog(line, query)) return at
  }
  return undefined
}

/** Puts a line of the window a third from the top, with the match on it. */
export function showMatch(log: LogState, at: number, height: number): LogState {
  const top = Math.max(0, at - Math.floor(height / 3))
  const search: LogSearch | null =
    log.search === null ? null : { ...log.search, status: 'found', offset: log.lines[at]?.offset ?? null }
  return { ...log, top, follow: false, search }
}
