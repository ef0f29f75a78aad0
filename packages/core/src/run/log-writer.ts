import type { RunId } from '../id/ids.js'
import { concatBytes } from './concat-bytes.js'
import { retryWhileAway } from './retry-while-away.js'
import type { RunStore } from './run-store.js'

const flushAfterMs = 250
const flushAtBytes = 256 * 1024

/** What a log writer works with. */
export interface LogWriterOptions {
  readonly store: RunStore
  readonly runId: RunId
  readonly fence: number
  /** Where the run's log ends when the attempt begins. */
  readonly offset: number
  /** Aborts when nothing may be written any more. */
  readonly lost: AbortSignal
  /** Called when bytes were stored: followers in this process need not wait for their next look. */
  readonly onStored: () => void
}

/**
 * Writes an attempt's log to the storage: at most 250 ms or 256 KiB behind, one write at a time, again and again
 * while the storage is away. Nothing that it holds is lost with it: the engine spools its log on disk.
 */
export class LogWriter {
  readonly #options: LogWriterOptions
  #pieces: Uint8Array[] = []
  #size = 0
  /** Where the first piece begins. */
  #start: number
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(options: LogWriterOptions) {
    this.#options = options
    this.#start = options.offset
  }

  /** Takes a stretch of the log; it follows the one before, or repeats what was taken already. */
  write(offset: number, bytes: Uint8Array): void {
    if (this.#failure) return
    const end = this.#start + this.#size
    if (offset > end) {
      this.#fail(new Error(`The log has a gap: ${end} bytes are known, not ${offset}.`))
      return
    }
    const fresh = bytes.subarray(end - offset)
    if (fresh.length === 0) return
    this.#pieces.push(fresh)
    this.#size += fresh.length
    if (this.#size >= flushAtBytes) void this.#startWriting()
    else this.#timer ??= setTimeout(() => void this.#startWriting(), flushAfterMs)
  }

  /** Appends at the end of everything taken so far: only when the engine appends nothing any more. */
  append(bytes: Uint8Array): void {
    this.write(this.#start + this.#size, bytes)
  }

  /**
   * Resolves when everything taken so far is stored.
   * @throws the reason of `lost`, or why it could not be written (`STALE_ATTEMPT`); what comes then is dropped
   */
  async flush(): Promise<void> {
    while (this.#size > 0) await this.#startWriting()
    await this.#writing
    if (this.#failure) throw this.#failure.error
  }

  /** One at a time; whoever asks meanwhile waits for the one under way. */
  #startWriting(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  async #drain(): Promise<void> {
    const { store, runId, fence, lost, onStored } = this.#options
    try {
      while (this.#size > 0) {
        const { offset, bytes } = this.#take()
        await retryWhileAway(() => store.appendLog(runId, { fence, offset, bytes }), lost)
        onStored()
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The next stretch to write, of about the size that a flush has. */
  #take(): { readonly offset: number; readonly bytes: Uint8Array } {
    const taken: Uint8Array[] = []
    let size = 0
    while (size < flushAtBytes) {
      const piece = this.#pieces.shift()
      if (piece === undefined) break
      const part = piece.subarray(0, flushAtBytes - size)
      if (part.length < piece.length) this.#pieces.unshift(piece.subarray(part.length))
      taken.push(part)
      size += part.length
    }
    const offset = this.#start
    this.#start += size
    this.#size -= size
    return { offset, bytes: concatBytes(taken) }
  }

  #fail(error: unknown): void {
    clearTimeout(this.#timer)
    this.#pieces = []
    this.#size = 0
    this.#failure ??= { error }
  }
}
