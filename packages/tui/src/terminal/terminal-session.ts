import { writeSync } from 'node:fs'

const enterScreen = '\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[2J'
const leaveScreen = '\u001b[?2026l\u001b[?1006l\u001b[?1000l\u001b[?2004l\u001b[0m\u001b[?25h\u001b[?1049l'
const mouseOn = '\u001b[?1000h\u001b[?1006h'
const mouseOff = '\u001b[?1006l\u001b[?1000l'

/** The streams of a terminal. */
export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream & { readonly fd: number }
}

/** What a terminal tells. */
export interface TerminalEvents {
  readonly onInput: (chunk: string) => void
  readonly onResize: () => void
  /** It is the UI's again, after the shell or an editor had it: everything has to be drawn. */
  readonly onReturn: () => void
  /** It ends: a signal, or a crash with its error. */
  readonly onEnd: (why: { readonly signal: NodeJS.Signals } | { readonly error: unknown }) => void
}

const endSignals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const

/**
 * The terminal while the UI has it: alternate screen, raw input, mouse. However the process ends, short of
 * SIGKILL, it is given back as it was.
 */
export class TerminalSession {
  readonly #streams: TerminalStreams
  readonly #events: TerminalEvents
  #isOurs = false
  #mouse = false
  #undo: (() => void)[] = []

  constructor(streams: TerminalStreams, events: TerminalEvents) {
    this.#streams = streams
    this.#events = events
  }

  /** Takes the terminal. */
  open(): void {
    const { stdin, stdout } = this.#streams
    const onInput = (chunk: Buffer | string): void => {
      if (this.#isOurs) this.#events.onInput(String(chunk))
    }
    stdin.setEncoding('utf8')
    this.#listen(stdin, 'data', onInput)
    this.#listen(stdin, 'end', () => this.#events.onEnd({ signal: 'SIGHUP' }))
    this.#listen(stdin, 'error', () => this.#events.onEnd({ signal: 'SIGHUP' }))
    this.#listen(stdout, 'resize', this.#events.onResize)
    for (const signal of endSignals) this.#listen(process, signal, () => this.#events.onEnd({ signal }))
    this.#listen(process, 'SIGCONT', () => this.#comeBack())
    this.#listen(process, 'uncaughtException', error => this.#events.onEnd({ error }))
    this.#listen(process, 'unhandledRejection', error => this.#events.onEnd({ error }))
    this.#listen(process, 'exit', () => this.#restore())
    this.#take()
  }

  write(text: string): void {
    if (this.#isOurs) this.#streams.stdout.write(text)
  }

  setMouse(isOn: boolean): void {
    if (isOn === this.#mouse) return
    this.#mouse = isOn
    this.write(isOn ? mouseOn : mouseOff)
  }

  /** Gives the terminal to the shell and stops; `fg` comes back. */
  suspend(): void {
    if (process.platform === 'win32') return
    this.#restore()
    // The whole job, so that a shell also gets it back from below npm or npx.
    process.kill(0, 'SIGTSTP')
  }

  /** Lends the terminal to another program, such as an editor. */
  async lend<Result>(use: () => Promise<Result>): Promise<Result> {
    this.#restore()
    this.#streams.stdin.pause()
    try {
      return await use()
    } finally {
      this.#comeBack()
    }
  }

  /** Gives the terminal back for good. Callable twice. */
  close(): void {
    this.#restore()
    for (const undo of this.#undo) undo()
    this.#undo = []
    this.#streams.stdin.pause()
    this.#streams.stdin.unref()
  }

  #take(): void {
    this.#isOurs = true
    this.#streams.stdin.setRawMode(true)
    this.#streams.stdin.resume()
    this.#streams.stdout.write(enterScreen + (this.#mouse ? mouseOn : ''))
  }

  #comeBack(): void {
    if (this.#isOurs) this.#restore()
    this.#take()
    this.#events.onReturn()
  }

  #restore(): void {
    if (!this.#isOurs) return
    this.#isOurs = false
    try {
      this.#streams.stdin.setRawMode(false)
      // At once and whole, also while the process is ending.
      writeSync(this.#streams.stdout.fd, leaveScreen)
    } catch {
      // The terminal is gone (its window was closed): there is nothing to give back.
    }
  }

  #listen(emitter: NodeJS.EventEmitter, name: string, listener: (...args: never[]) => void): void {
    const heard = listener as (...args: unknown[]) => void
    emitter.on(name, heard)
    this.#undo.push(() => emitter.off(name, heard))
  }
}
