import type { RunId } from '../id/ids.js'
import { LineSplitter } from './line-splitter.js'
import type { LogLine } from './log-line.js'
import type { RunSignals } from './run-signals.js'
import { isTerminal } from './run-state.js'
import type { RunStore } from './run-store.js'

const defaultPollMs = 150
const readBytes = 256 * 1024

/** What following a log works with. */
export interface FollowLogOptions {
  readonly store: Pick<RunStore, 'find' | 'readLog'>
  readonly signals: RunSignals
  readonly offset: number
  readonly signal?: AbortSignal
  /** How often the storage is looked at while a run goes on, unless this process itself writes its log. @default 150 */
  readonly pollMs?: number
}

/**
 * Yields the lines of a run's log until the run has ended and its log is whole.
 * @throws the signal's reason when it aborts
 */
export async function* followLog(
  runId: RunId,
  { store, signals, offset, signal, pollMs = defaultPollMs }: FollowLogOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const splitter = new LineSplitter(offset)
  const watch = signals.watch(runId)
  let at = offset
  try {
    for (;;) {
      signal?.throwIfAborted()
      watch.reset()
      // Asked before its log is read: nothing is appended to the log of a run that has ended.
      const run = await store.find(runId)
      const hasEnded = run === undefined || isTerminal(run.status)
      const chunk = await store.readLog(runId, { offset: at, limitBytes: readBytes })
      const bytes = chunk?.bytes ?? new Uint8Array()
      at += bytes.length
      yield* splitter.push(bytes)
      if (bytes.length > 0) continue
      if (hasEnded) break
      await watch.wait(pollMs, signal)
    }
    yield* splitter.flush()
  } finally {
    watch.close()
  }
}
