/** A process that executes runs. */
export interface Worker {
  readonly id: string
  readonly host: string
  readonly engines: readonly string[]
  readonly slots: number
}
