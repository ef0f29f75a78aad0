import type { RunId } from '@waybill/core'
import { type LogPage, matchesLog } from '../log/log-state.js'
import { type LogReader, readLogAfter, readLogBefore, readStretch } from './read-log.js'

const stretchBytes = 512 * 1024
/** Lines around what was found that come with it. */
const aroundFound = 1000
const lineFeed = 0x0a

/** What is searched, from where, and which way. */
export interface LogQuery {
  /** In lower case; empty: an error. */
  readonly query: string
  /** A line begins here. */
  readonly from: number
  readonly step: 1 | -1
}

/** The line that was found, and lines around it. */
export interface FoundLine {
  readonly page: LogPage
  readonly offset: number
}

/**
 * Finds the next line that matches, stretch by stretch: no more than one is ever held, and only one that may hold
 * a match is taken apart into lines.
 */
export async function searchLogFrom(
  runs: LogReader,
  runId: RunId,
  { query, from, step }: LogQuery,
  signal: AbortSignal,
): Promise<FoundLine | null> {
  let at = from
  while (!signal.aborted) {
    if (step === -1 && at <= 0) return null
    const passed = await passBy(runs, runId, { query, from: at, step })
    if (passed !== null) {
      at = passed
      continue
    }
    const page =
      step === 1
        ? await readLogAfter(runs, runId, at, stretchBytes)
        : await readLogBefore(runs, runId, at, stretchBytes)
    if (page.lines.length === 0) return null
    const index =
      step === 1
        ? page.lines.findIndex(line => matchesLog(line, query))
        : page.lines.findLastIndex(line => matchesLog(line, query))
    const found = page.lines[index]
    if (found !== undefined) return { page: around(page, index), offset: found.offset }
    if (step === 1 && page.to <= at) return null
    at = step === 1 ? page.to : page.from
  }
  return null
}

/** Where a line begins behind a stretch without any match; null when one may be in it, or no line ends in it. */
async function passBy(
  runs: LogReader,
  runId: RunId,
  { query, from, step }: LogQuery,
): Promise<number | null> {
  const needle = needleOf(query)
  if (needle === null) return null
  const start = step === 1 ? from : Math.max(0, from - stretchBytes)
  const to = step === 1 ? from + stretchBytes : from
  const { bytes } = await readStretch(runs, runId, { from: start, to })
  if (bytes.length === 0 || holds(bytes, needle)) return null
  if (step === 1) {
    const last = bytes.lastIndexOf(lineFeed)
    return last === -1 ? null : start + last + 1
  }
  if (start === 0) return 0
  const first = bytes.indexOf(lineFeed)
  return first === -1 || first + 1 >= bytes.length ? null : start + first + 1
}

/** What stands in the bytes of every line that matches; null when that cannot be said, as JSON may escape it. */
export function needleOf(query: string): string | null {
  if (query === '') return '"error"'
  return /^[a-z0-9 _.,:;/()[\]{}=+*#@!?%$|~^-]+$/.test(query) ? query : null
}

function holds(bytes: Uint8Array, needle: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .toLowerCase()
    .includes(needle)
}

function around(page: LogPage, index: number): LogPage {
  const lines = page.lines.slice(Math.max(0, index - aroundFound), index + aroundFound)
  const isFirst = index <= aroundFound
  const isLast = index + aroundFound >= page.lines.length
  return {
    size: page.size,
    lines,
    from: isFirst ? page.from : (lines[0]?.offset ?? page.from),
    to: isLast ? page.to : (lines.at(-1)?.next ?? page.to),
  }
}
