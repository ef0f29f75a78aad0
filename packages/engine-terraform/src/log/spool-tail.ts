import { type FileHandle, open } from 'node:fs/promises'
import { ByteLines, wholeLinesLength } from './byte-lines.js'
import { maskSecrets } from './mask-secrets.js'

const readBytes = 64 * 1024
/** A longer stretch without a line end is handed on as it is. */
const maxHeldBytes = 1024 * 1024
/** A longer line is log, but is not looked into. */
const maxLineBytes = 16 * 1024 * 1024

export interface SpoolTailOptions {
  readonly file: string
  /** Where to begin in the file. */
  readonly position: number
  /** Where the file begins in the run's log. */
  readonly base: number
  readonly masks: readonly Buffer[]
  /** Called with stretches of the log in order, whole lines wherever there are line ends. */
  readonly onLog: (offset: number, bytes: Uint8Array) => void
  /** Called with each line after its bytes were handed to `onLog`. */
  readonly onLine: (line: string) => void
}

/** Follows the spool: reads what was appended whenever it is told to look. */
export class SpoolTail {
  readonly #options: SpoolTailOptions
  readonly #handle: FileHandle
  readonly #lines = new ByteLines(maxLineBytes)
  #held: Buffer = Buffer.alloc(0)
  #position: number
  #reading: Promise<void> | undefined
  #again = false

  static async open(options: SpoolTailOptions): Promise<SpoolTail> {
    return new SpoolTail(options, await open(options.file, 'r'))
  }

  private constructor(options: SpoolTailOptions, handle: FileHandle) {
    this.#options = options
    this.#handle = handle
    this.#position = options.position
  }

  /** Resolves when everything that is in the file now has been handed on, but for a line that is not whole. */
  look(): Promise<void> {
    this.#again = true
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Hands on the rest, whole or not. */
  async finish(): Promise<void> {
    await this.look()
    this.#emit(this.#held.length)
  }

  async close(): Promise<void> {
    await this.#reading
    await this.#handle.close()
  }

  async #readOn(): Promise<void> {
    while (this.#again) {
      this.#again = false
      let read = await this.#readOnce()
      while (read > 0) read = await this.#readOnce()
    }
  }

  async #readOnce(): Promise<number> {
    const buffer = Buffer.allocUnsafe(readBytes)
    const { bytesRead } = await this.#handle.read(buffer, 0, readBytes, this.#position)
    if (bytesRead === 0) return 0
    this.#position += bytesRead
    this.#take(buffer.subarray(0, bytesRead))
    return bytesRead
  }

  #take(bytes: Buffer): void {
    const lines = this.#lines.push(bytes).map(line => line.toString('utf8'))
    this.#held = Buffer.concat([this.#held, bytes])
    const whole = wholeLinesLength(this.#held)
    if (this.#held.length - whole > maxHeldBytes) this.#emitStretch()
    else this.#emit(whole)
    for (const line of lines) this.#options.onLine(line)
  }

  /** Of an endless line, but for what may be the beginning of a secret: its other end is not there yet. */
  #emitStretch(): void {
    const { masks } = this.#options
    maskSecrets(this.#held, masks)
    this.#emit(this.#held.length - Math.max(0, (masks[0]?.length ?? 0) - 1))
  }

  #emit(length: number): void {
    if (length === 0) return
    const { base, masks, onLog } = this.#options
    const offset = base + this.#position - this.#held.length
    const bytes = Buffer.from(this.#held.subarray(0, length))
    this.#held = this.#held.subarray(length)
    maskSecrets(bytes, masks)
    onLog(offset, bytes)
  }
}
