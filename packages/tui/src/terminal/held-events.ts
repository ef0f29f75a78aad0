import type { TerminalEvents } from './terminal-session.js'

/** What a terminal tells before anybody can listen is kept and told then. */
export class HeldEvents {
  #held: ((events: TerminalEvents) => void)[] = []
  #listener: TerminalEvents | undefined

  /** For the terminal session. */
  readonly events: TerminalEvents = {
    onInput: chunk => this.#tell(events => events.onInput(chunk)),
    onResize: () => this.#tell(events => events.onResize()),
    onReturn: () => this.#tell(events => events.onReturn()),
    onEnd: why => this.#tell(events => events.onEnd(why)),
  }

  /** Tells all that was kept, and from now on everything at once. */
  listen(listener: TerminalEvents): void {
    this.#listener = listener
    const held = this.#held
    this.#held = []
    for (const tell of held) tell(listener)
  }

  #tell(tell: (events: TerminalEvents) => void): void {
    if (this.#listener === undefined) this.#held.push(tell)
    else tell(this.#listener)
  }
}
