import type { EngineDiagnostic, EngineEvent, StateSnapshot } from '@waybill/core'

/** Plays the executor: keeps what an engine tells, as the stores would, and wakes whoever waits for it. */
export class Recorder {
  readonly states: StateSnapshot[] = []
  /** States of earlier attempts that another one knew nothing of. */
  readonly late: StateSnapshot[] = []
  /** Attempts whose end is known. */
  readonly salvaged: number[] = []
  readonly diagnostics: EngineDiagnostic[] = []
  readonly resources: string[] = []
  /** Ids of the resources that were finished, by their addresses. */
  readonly ids: Record<string, string | null> = {}
  /** Stretches of the log that did not begin where the one before ended. */
  readonly gaps: string[] = []
  readonly #start: number
  readonly #chunks: Uint8Array[] = []
  readonly #waiting = new Set<() => void>()
  #size: number

  /** `start`: how much of the log is stored already. */
  constructor(start = 0) {
    this.#start = start
    this.#size = start
  }

  readonly emit = (event: EngineEvent): void => {
    if (event.type === 'log') this.#addLog(event.offset, event.bytes)
    if (event.type === 'state') this.states.push(event.state)
    if (event.type === 'late-state') this.late.push(event.state)
    if (event.type === 'salvaged') this.salvaged.push(...event.attempts)
    if (event.type === 'diagnostic') this.diagnostics.push(event.diagnostic)
    if (event.type === 'resource') this.#addResource(event)
    for (const wake of this.#waiting) wake()
  }

  /** Bytes of the run's log that are stored now. */
  get size(): number {
    return this.#size
  }

  get log(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }

  /** Messages of the log's lines, in order; a line that is no JSON as it is. */
  get messages(): readonly string[] {
    return this.log
      .split('\n')
      .filter(line => line !== '')
      .map(readMessage)
  }

  get state(): StateSnapshot | undefined {
    return this.states.at(-1)
  }

  /** Resolves when what was told so far satisfies the condition. */
  until(condition: (recorder: Recorder) => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (!condition(this)) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #addResource({ phase, action, address, id }: Extract<EngineEvent, { type: 'resource' }>): void {
    this.resources.push(`${phase} ${action} ${address}`)
    if (phase === 'completed') this.ids[address] = id
  }

  #addLog(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#size) this.gaps.push(`${offset} after ${this.#size} (began at ${this.#start})`)
    this.#chunks.push(bytes)
    this.#size = offset + bytes.length
  }
}

function readMessage(line: string): string {
  try {
    return String(JSON.parse(line)['@message'])
  } catch {
    // Not every line is JSON, and that is tested.
    return line
  }
}

/** Names of the resources in a state, one for each instance, the tainted ones marked. */
export function listResources(state: StateSnapshot | undefined): readonly string[] {
  if (!state) return []
  const { resources }: WrittenState = JSON.parse(Buffer.from(state.bytes).toString('utf8'))
  return resources.flatMap(({ name, instances }) =>
    instances.map(({ status }) => (status === undefined ? name : `${name} ${status}`)),
  )
}

interface WrittenState {
  readonly resources: readonly {
    readonly name: string
    readonly instances: readonly { readonly status?: string }[]
  }[]
}
