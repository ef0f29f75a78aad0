import { EventEmitter } from 'node:events'

/**
 * The stream that Ink writes its frames to. Ink runs in its `debug` mode, in which each write is one whole frame
 * and nothing else: throttling, cursor and screen are this package's own.
 */
export class ScreenStream extends EventEmitter {
  columns: number
  rows: number
  readonly isTTY = false
  readonly #onFrame: (frame: string) => void

  constructor(size: { readonly columns: number; readonly rows: number }, onFrame: (frame: string) => void) {
    super()
    this.columns = size.columns
    this.rows = size.rows
    this.#onFrame = onFrame
  }

  write(frame: string): boolean {
    this.#onFrame(frame)
    return true
  }
}
