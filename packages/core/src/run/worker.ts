/** A process that executes runs. */
export interface Worker {
  readonly id: string
  readonly host: string
  readonly engines: readonly string[]
  readonly slots: number
  /** Kinds of work that only some workers take, as templates ask for them. */
  readonly tags: readonly string[]
}
