const beginUpdate = '\u001b[?2026h'
const endUpdate = '\u001b[?2026l'
const eraseToEnd = '\u001b[K'
const reset = '\u001b[0m'

/**
 * Draws frames on a terminal, writing only the lines that changed, each at its own place and all in one
 * synchronized update (DEC mode 2026), so that nothing flickers and nothing scrolls.
 */
export class FrameWriter {
  readonly #write: (text: string) => void
  #shown: readonly string[] = []
  #height = 0

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  /** Shows a frame of at most `height` lines. */
  draw(frame: string, height: number): void {
    const lines = frame.split('\n').slice(0, height)
    const isFresh = height !== this.#height
    const changes: string[] = []
    for (let row = 0; row < height; row += 1) {
      const line = lines[row] ?? ''
      if (!isFresh && this.#shown[row] === line) continue
      changes.push(`\u001b[${row + 1};1H${reset}${eraseToEnd}${line}`)
    }
    this.#shown = lines
    this.#height = height
    if (changes.length > 0) this.#write(`${beginUpdate}${changes.join('')}${reset}${endUpdate}`)
  }

  /** The next frame is drawn whole: the terminal shows something else now. */
  forget(): void {
    this.#shown = []
    this.#height = 0
  }
}
