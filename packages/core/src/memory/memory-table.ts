/** Rows by key that can be brought back to what they were; cheap, because only changed rows are remembered. */
export class MemoryTable<Key, Row> {
  readonly #rows = new Map<Key, Row>()
  #before = new Map<Key, Row | undefined>()

  get(key: Key): Row | undefined {
    return this.#rows.get(key)
  }

  set(key: Key, row: Row): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#rows.get(key))
    this.#rows.set(key, row)
  }

  delete(key: Key): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#rows.get(key))
    this.#rows.delete(key)
  }

  values(): Row[] {
    return [...this.#rows.values()]
  }

  /** Remembers what is stored now; the returned function brings it back, until the next snapshot is taken. */
  snapshot(): () => void {
    const before = new Map<Key, Row | undefined>()
    this.#before = before
    return () => {
      for (const [key, row] of before) {
        if (row === undefined) this.#rows.delete(key)
        else this.#rows.set(key, row)
      }
    }
  }
}
