const newline = 0x0a

/**
 * Cuts a stream of bytes into lines. A line beyond `maxLineBytes` is left out of the lines (its bytes are not
 * kept), so that one endless line cannot take the memory.
 */
export class ByteLines {
  readonly #maxLineBytes: number
  #parts: Buffer[] = []
  #size = 0

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes
  }

  /** The lines that these bytes complete, without their ends. */
  push(bytes: Buffer): readonly Buffer[] {
    const lines: Buffer[] = []
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#keep(bytes.subarray(start, end))
      if (this.#size <= this.#maxLineBytes) lines.push(Buffer.concat(this.#parts))
      this.#reset()
      start = end + 1
    }
    this.#keep(bytes.subarray(start))
    return lines
  }

  #keep(part: Buffer): void {
    this.#size += part.length
    if (part.length > 0 && this.#size <= this.#maxLineBytes) this.#parts.push(part)
    else if (part.length > 0) this.#parts = []
  }

  #reset(): void {
    this.#parts = []
    this.#size = 0
  }
}

/** How many of the bytes are whole lines. Pure. */
export function wholeLinesLength(bytes: Buffer): number {
  return bytes.lastIndexOf(newline) + 1
}
