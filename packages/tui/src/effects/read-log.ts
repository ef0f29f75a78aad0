import { LineSplitter, type LogLine, type RunId, type Waybill } from '@waybill/core'
import type { LogPage } from '../log/log-state.js'

const pageBytes = 256 * 1024
const mostAtOnce = 1024 * 1024
/** A line longer than this is shown in pieces. */
const maxPageBytes = 16 * 1024 * 1024
const lineFeed = 0x0a

export type LogReader = Pick<Waybill['runs'], 'readLog'>

/** Reads the end of a log. */
export async function readLogEnd(
  runs: LogReader,
  runId: RunId,
): Promise<LogPage & { readonly ended: boolean }> {
  const { size, ended } = await runs.readLog(runId, { offset: 0, limitBytes: 1 })
  return { ...(await readLogBefore(runs, runId, size)), ended }
}

/** Reads whole lines up to an offset at which one begins, or the end. */
export async function readLogBefore(
  runs: LogReader,
  runId: RunId,
  before: number,
  limit = pageBytes,
): Promise<LogPage> {
  for (let bytes = limit; ; bytes *= 2) {
    const offset = Math.max(0, before - bytes)
    const found = await readStretch(runs, runId, { from: offset, to: before })
    const skipped = offset === 0 ? 0 : found.bytes.indexOf(lineFeed) + 1
    const isWhole = offset === 0 || (skipped > 0 && skipped < found.bytes.length)
    if (!isWhole && bytes < maxPageBytes) continue
    const from = offset + skipped
    return buildPage(found.bytes.subarray(skipped), { from, size: found.size, isEnd: true })
  }
}

/** Reads whole lines from an offset on. */
export async function readLogAfter(
  runs: LogReader,
  runId: RunId,
  after: number,
  limit = pageBytes,
): Promise<LogPage> {
  for (let bytes = limit; ; bytes *= 2) {
    const found = await readStretch(runs, runId, { from: after, to: after + bytes })
    const isEnd = after + found.bytes.length >= found.size
    const page = buildPage(found.bytes, { from: after, size: found.size, isEnd: bytes >= maxPageBytes })
    if (page.lines.length > 0 || bytes >= maxPageBytes) return page
    if (isEnd) return buildPage(found.bytes, { from: after, size: found.size, isEnd: true })
  }
}

/** Bytes of a log between two offsets. A log gives at most what it likes at once: asked again until the stretch is whole or the log is over. */
export async function readStretch(
  runs: LogReader,
  runId: RunId,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
  const pieces: Uint8Array[] = []
  let at = from
  let size = 0
  while (at < to) {
    const piece = await runs.readLog(runId, { offset: at, limitBytes: Math.min(to - at, mostAtOnce) })
    size = piece.size
    if (piece.bytes.length === 0) break
    pieces.push(piece.bytes)
    at += piece.bytes.length
  }
  return { bytes: pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces), size }
}

function buildPage(
  bytes: Uint8Array,
  { from, size, isEnd }: { readonly from: number; readonly size: number; readonly isEnd: boolean },
): LogPage {
  const splitter = new LineSplitter(from)
  const whole = splitter.push(bytes)
  const lines: readonly LogLine[] = isEnd ? [...whole, ...splitter.flush()] : whole
  const to = isEnd ? from + bytes.length : (lines.at(-1)?.next ?? from)
  return { from, to, size, lines }
}
