import type { LogLine } from './log-line.js'
import { parseLogLine } from './parse-log-line.js'

const lineFeed = 0x0a

/** Makes lines, of whatever length, of a log that comes in pieces. Empty lines are left out. */
export class LineSplitter {
  readonly #decoder = new TextDecoder()
  /** The beginning of a line whose end has not come yet. */
  #begun: Uint8Array[] = []
  #lineStart: number
  #end: number

  constructor(offset: number) {
    this.#lineStart = offset
    this.#end = offset
  }

  /** Takes the next piece of the log; gives back the lines that end in it. */
  push(bytes: Uint8Array): LogLine[] {
    const lines: LogLine[] = []
    let from = 0
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
      this.#begun.push(bytes.subarray(from, at))
      this.#end += at + 1 - from
      from = at + 1
      lines.push(...this.#endLine())
    }
    if (from < bytes.length) this.#begun.push(bytes.slice(from))
    this.#end += bytes.length - from
    return lines
  }

  /** The last line of a log that does not end with a line break. */
  flush(): LogLine[] {
    return this.#endLine()
  }

  #endLine(): LogLine[] {
    const place = { offset: this.#lineStart, next: this.#end }
    const text = this.#begun.map(piece => this.#decoder.decode(piece, { stream: true })).join('')
    const rest = this.#decoder.decode()
    this.#begun = []
    this.#lineStart = this.#end
    const line = `${text}${rest}`.replace(/\r$/, '')
    return line === '' ? [] : [parseLogLine(line, place)]
  }
}
