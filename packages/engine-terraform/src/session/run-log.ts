import { type EngineEvent, formatNote } from '@waybill/core'
import { type DirectoryWatch, watchDirectory } from '../directory/watch-directory.js'
import { Spool } from '../log/spool.js'
import { SpoolTail } from '../log/spool-tail.js'
import { addToReport, emptyReport, type PhaseReport } from '../stream/phase-report.js'
import { parseStreamLine } from '../stream/stream-event.js'
import type { ControlFiles } from '../supervisor/control-files.cjs'

/** A loud resource writes thousands of lines a second: they are read in stretches. */
const gatherMs = 10

export interface RunLogOptions {
  readonly files: ControlFiles
  readonly base: number
  readonly position: number
  readonly masks: readonly Buffer[]
  readonly emit: (event: EngineEvent) => void
}

/** The log of one attempt: one sequence of what Terraform and Waybill say, and what it tells of each phase. */
export class RunLog {
  readonly #emit: (event: EngineEvent) => void
  readonly #spool: Spool
  readonly #tail: SpoolTail
  readonly #watch: DirectoryWatch
  #report: PhaseReport = emptyReport
  #timer: NodeJS.Timeout | undefined
  /** What an earlier attempt has left is log, but its errors are not this attempt's. */
  #inPhase = false

  static async open(options: RunLogOptions): Promise<RunLog> {
    const { files, base, position, masks, emit } = options
    const spool = new Spool(files.spool, files.errors)
    const tail = await SpoolTail.open({
      file: files.spool,
      position,
      base,
      masks,
      onLog: (offset, bytes) => emit({ type: 'log', offset, bytes }),
      onLine: line => log.#readLine(line),
    })
    const log = new RunLog(files.directory, spool, tail, emit)
    await tail.look()
    return log
  }

  private constructor(directory: string, spool: Spool, tail: SpoolTail, emit: (event: EngineEvent) => void) {
    this.#spool = spool
    this.#tail = tail
    this.#emit = emit
    this.#watch = watchDirectory(directory, name => {
      if (name === undefined || name === 'spool.jsonl') this.#lookSoon()
    })
  }

  /** Appends a line of Waybill's own. */
  note(message: string): void {
    this.#spool.append(formatNote(message, new Date()))
  }

  /** From here on lines count for the report of a phase. */
  async beginPhase(): Promise<void> {
    await this.#tail.look()
    this.#report = emptyReport
    this.#inPhase = true
  }

  /** Reads the log to its end, when nobody writes to it any more. */
  async endPhase(): Promise<{ readonly report: PhaseReport; readonly errors: string }> {
    this.#spool.endLine()
    const errors = await this.#spool.joinErrors(new Date())
    await this.#tail.finish()
    this.#inPhase = false
    return { report: this.#report, errors }
  }

  async close(): Promise<void> {
    this.#watch.close()
    clearTimeout(this.#timer)
    await this.#tail.finish()
    this.#spool.close()
    await this.#tail.close()
  }

  #lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      // A disk that does not answer now: the end of the phase looks again, and says so.
      this.#tail.look().catch(() => undefined)
    }, gatherMs)
  }

  #readLine(line: string): void {
    const event = parseStreamLine(line)
    if (!event) return
    if (event.type === 'resource') this.#emit({ type: 'resource', ...event.resource })
    if (!this.#inPhase) return
    if (event.type === 'diagnostic') this.#emit(event)
    this.#report = addToReport(this.#report, event)
  }
}
