/** Why somebody is woken. */
export type Ring = 'event' | 'heartbeat'

/** Wakes one who waits; a ring that came before `wait` counts, and an event outdoes a heartbeat. */
export class Bell {
  #rung: Ring | undefined
  #wake: ((ring: Ring) => void) | undefined

  ring(ring: Ring): void {
    const wake = this.#wake
    this.#wake = undefined
    if (wake !== undefined) wake(ring)
    else if (this.#rung !== 'event') this.#rung = ring
  }

  wait(): Promise<Ring> {
    const rung = this.#rung
    this.#rung = undefined
    if (rung !== undefined) return Promise.resolve(rung)
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}
