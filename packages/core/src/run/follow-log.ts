import type { RunId } from '../id/ids.js'
import { LineSplitter } from './line-splitter.js'
import type { LogLine } from './log-line.js'
import type { RunSignals } from './run-signals.js'
import { isTerminal } from './run-state.js'
import type { RunStore } from './run-store.js'

/** How often the storage is looked at while a run goes on, unless this process itself writes its log. */
const pollMs = 150
const readBytes = 256 * 1024

/** What following a log works with. */
export interface FollowLogOptions {
  readonly store: RunStore
  readonly signals: RunSignals
  readonly offset: number
  readonly signal?: AbortSignal
}

/**
 * Yields the lines of a run's log until the run has ended and its log is whole.
 * @throws the signal's reason when it aborts
 */
export async function* followLog(
  runId: RunId,
  { store, signals, offset, signal }: FollowLogOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const splitter = new LineSplitter(offset)
  let at = offset
  for (;;) {
    signal?.throwIfAborted()
    // Asked before its log is read: nothing is appended to the log of a run that has ended.
    const run = await store.find(runId)
    const hasEnded = run === undefined || isTerminal(run.status)
    const chunk = await store.readLog(runId, { offset: at, limitBytes: readBytes })
    const bytes = chunk?.bytes ?? new Uint8Array()
    at += bytes.length
    yield* splitter.push(bytes)
    if (bytes.length > 0) continue
    if (hasEnded) break
    await signals.wait(runId, pollMs, signal)
  }
  yield* splitter.flush()
}
