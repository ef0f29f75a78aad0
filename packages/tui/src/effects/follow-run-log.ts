import type { LogLine, RunId, Waybill } from '@waybill/core'
import type { Message } from '../state/message.js'
import { readLogEnd } from './read-log.js'

const batchMs = 40
const retryMs = 1000

/** Shows the end of a run's log and goes on with every line that comes, until the log is over or nobody looks. */
export async function followRunLog(
  waybill: Waybill,
  runId: RunId,
  { dispatch, signal }: { readonly dispatch: (message: Message) => void; readonly signal: AbortSignal },
): Promise<void> {
  let offset: number | undefined
  while (!signal.aborted) {
    try {
      if (offset === undefined) {
        const { ended, ...page } = await readLogEnd(waybill.runs, runId)
        if (signal.aborted) return
        dispatch({ type: 'log-page', runId, page })
        if (ended) return
        offset = page.to
      }
      const batch = new LineBatch(lines => dispatch({ type: 'log-lines', runId, lines }))
      for await (const line of waybill.runs.follow(runId, { offset, signal })) {
        offset = line.next
        batch.add(line)
      }
      batch.flush()
      return
    } catch (error) {
      if (signal.aborted || isMissing(error)) return
      // The feed says that the connection is lost; this only goes on from where it was.
      await new Promise(resolve => setTimeout(resolve, retryMs))
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'RUN_NOT_FOUND'
}

/** Lines that come one by one, handed on together a few times a second. */
class LineBatch {
  readonly #emit: (lines: readonly LogLine[]) => void
  #lines: LogLine[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(emit: (lines: readonly LogLine[]) => void) {
    this.#emit = emit
  }

  add(line: LogLine): void {
    this.#lines.push(line)
    this.#timer ??= setTimeout(() => this.flush(), batchMs)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    const lines = this.#lines
    this.#lines = []
    this.#emit(lines)
  }
}
