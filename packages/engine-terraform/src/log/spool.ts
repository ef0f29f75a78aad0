import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { formatStderrLine } from './format-stderr-line.js'

/** Waybill's own pen for the log that Terraform writes at the same time: each call appends whole lines. */
export class Spool {
  readonly #errorsFile: string
  #descriptor: number | undefined

  constructor(file: string, errorsFile: string) {
    this.#errorsFile = errorsFile
    this.#descriptor = openSync(file, 'a+', 0o600)
  }

  /** Bytes in the file now. */
  get size(): number {
    return this.#descriptor === undefined ? 0 : fstatSync(this.#descriptor).size
  }

  /** `line` with its end. */
  append(line: string): void {
    if (this.#descriptor !== undefined) writeFileSync(this.#descriptor, line)
  }

  /** Ends a line that a killed process left open, so that the next one begins on its own. */
  endLine(): void {
    const { size } = this
    if (this.#descriptor === undefined || size === 0) return
    const last = Buffer.alloc(1)
    readSync(this.#descriptor, last, 0, 1, size - 1)
    if (last.toString('latin1') !== '\n') this.append('\n')
  }

  /** Moves what Terraform said outside of its stream into the log and returns it. */
  joinErrors(at: Date): string {
    if (!existsSync(this.#errorsFile)) return ''
    const text = readFileSync(this.#errorsFile, 'utf8')
    for (const message of text.split('\n')) {
      if (message.trim() !== '') this.append(formatStderrLine(message, at))
    }
    rmSync(this.#errorsFile, { force: true })
    return text
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
