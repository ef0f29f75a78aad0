import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { formatStderrLines } from './format-stderr-line.js'

const readBytes = 256 * 1024
/** A longer stretch without a line end is a line of its own. */
const maxLineLength = 64 * 1024
/** As much as a message may quote from. */
const maxQuoteLength = 64 * 1024

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

  /** `lines` with their ends. Where the disk is full they are lost: that ends no run by itself. */
  append(lines: string): void {
    if (this.#descriptor === undefined) return
    try {
      writeFileSync(this.#descriptor, lines)
    } catch (error) {
      if (!isWithoutSpace(error)) throw error
    }
  }

  /** Ends a line that a killed process left open, so that the next one begins on its own. */
  endLine(): void {
    const { size } = this
    if (this.#descriptor === undefined || size === 0) return
    const last = Buffer.alloc(1)
    readSync(this.#descriptor, last, 0, 1, size - 1)
    if (last.toString('latin1') !== '\n') this.append('\n')
  }

  /** Moves what Terraform said outside of its stream into the log and gives its beginning. */
  async joinErrors(at: Date): Promise<string> {
    if (!existsSync(this.#errorsFile)) return ''
    const descriptor = openSync(this.#errorsFile, 'r')
    let quote = ''
    try {
      for (const lines of readLines(descriptor)) {
        const said = lines.filter(line => line.trim() !== '')
        this.append(formatStderrLines(said, at))
        // It can be gigabytes, and heartbeats have to go on.
        await nextTurn()
        if (quote.length < maxQuoteLength) quote += `${said.join('\n').slice(0, maxQuoteLength)}\n`
      }
    } finally {
      closeSync(descriptor)
    }
    rmSync(this.#errorsFile, { force: true })
    return quote
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

/** Lines of a file, a few at a time. */
function* readLines(descriptor: number): Generator<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  const buffer = Buffer.alloc(readBytes)
  let rest = ''
  for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
    const lines = (rest + decoder.write(buffer.subarray(0, read))).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength) {
      lines.push(rest)
      rest = ''
    }
    yield lines
  }
  yield [rest + decoder.end()]
}

function isWithoutSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
