import { WaybillError } from '../error/waybill-error.js'
import type { Clock } from '../id/timestamp.js'
import { formatNote } from '../run/note.js'
import type { EngineDiagnostic, Plan } from '../run/run.js'
import type { Output } from '../workspace/workspace.js'
import type { EngineEvent, EngineJob, EngineResult, EngineSession } from './engine.js'
import { pause } from './pause.js'
import { applyChange, planSimulated, type SimulatedChange, summarizeChanges } from './simulated-plan.js'
import {
  addressOf,
  decodeSimulatedState,
  encodeSimulatedState,
  type SimulatedState,
} from './simulated-state.js'

/** What a simulated session works with. */
export interface SimulatedSessionDeps {
  readonly clock: Clock
  readonly stepDelayMs: number
}

const deadlineCheckMs = 20

const actionWords = {
  create: ['Creating', 'Creation complete'],
  update: ['Modifying', 'Modifications complete'],
  delete: ['Destroying', 'Destruction complete'],
} as const

/** One attempt that makes nothing real, and says so in its log. */
export class SimulatedSession implements EngineSession {
  readonly #job: EngineJob
  readonly #clock: Clock
  readonly #stepMs: number
  #offset: number
  #state: SimulatedState
  #changes: readonly SimulatedChange[] = []
  #deadline: number
  readonly #killed = new AbortController()

  constructor(job: EngineJob, { clock, stepDelayMs }: SimulatedSessionDeps) {
    this.#job = job
    this.#clock = clock
    this.#stepMs = stepDelay(job, stepDelayMs)
    this.#offset = job.logOffset
    this.#deadline = job.deadline
    this.#state = decodeSimulatedState(job.state, job.runId)
    // Nothing real was made, wherever that was.
    const attempts = Array.from({ length: job.attempt - 1 }, (_, index) => index + 1)
    if (attempts.length > 0) job.emit({ type: 'salvaged', attempts })
    this.#say('info', 'Simulated: no infrastructure is made, changed or destroyed in this run.')
  }

  note(message: string): void {
    this.#write(formatNote(message, this.#clock()))
  }

  async plan(signal: AbortSignal): Promise<Plan> {
    signal.throwIfAborted()
    this.#say('info', 'Planning (simulated: nothing is looked up).')
    await this.#step(signal)
    this.#failIfAsked('plan')
    this.#changes = planSimulated(this.#job.kind, this.#state, this.#job.variables)
    const summary = summarizeChanges(this.#changes)
    const { add, change, destroy } = summary
    this.#say('info', `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.`, {
      type: 'change_summary',
      changes: { add, change, remove: destroy, operation: 'plan' },
    })
    return summary
  }

  /** What is approved is planned again: it comes to the same. */
  async readPlan(): Promise<undefined> {
    return undefined
  }

  async apply(signal: AbortSignal): Promise<EngineResult> {
    signal.throwIfAborted()
    this.#say('info', 'Applying (simulated: nothing real is touched).')
    for (const change of this.#changes) await this.#applyChange(change, signal)
    this.#failIfAsked('apply')
    // Also a plan without changes leaves a state: what was made is known from it.
    if (this.#changes.length === 0) this.#emitState({ ...this.#state, serial: this.#state.serial + 1 })
    this.#say('info', 'Done (simulated: nothing real exists).')
    return { outputs: this.#job.kind === 'destroy' ? {} : { endpoints: this.#endpoints() } }
  }

  kill(): void {
    this.#killed.abort(new WaybillError('RUN_FAILED', 'The simulated engine was killed.'))
  }

  renew(deadline: number): void {
    this.#deadline = deadline
  }

  async close(): Promise<void> {
    // Everything was emitted when it happened, and nothing is kept on this host.
  }

  async #applyChange(change: SimulatedChange, signal: AbortSignal): Promise<void> {
    const address = addressOf(change.resource.name)
    const [begin, end] = actionWords[change.action]
    const hook = { resource: { addr: address }, action: change.action }
    this.#say('info', `${address}: ${begin}... (simulated)`, { type: 'apply_start', hook })
    this.#emit({ type: 'resource', address, action: change.action, phase: 'started', id: null })
    await this.#step(signal)
    this.#emitState(applyChange(this.#state, change))
    this.#emit({ type: 'resource', address, action: change.action, phase: 'completed', id: null })
    this.#say('info', `${address}: ${end} (simulated)`, { type: 'apply_complete', hook })
  }

  /** Takes its time, but none beyond the deadline. */
  async #step(signal: AbortSignal): Promise<void> {
    const end = performance.now() + this.#stepMs
    for (let left = this.#stepMs; left > 0; left = end - performance.now()) {
      this.#killed.signal.throwIfAborted()
      await pause(Math.min(left, deadlineCheckMs), signal)
      if (this.#clock().getTime() < this.#deadline) continue
      throw new WaybillError('STALE_ATTEMPT', 'The run’s lease was not renewed in time.')
    }
  }

  #endpoints(): Output {
    const urls = this.#state.resources.map(({ name, attributes }) => [name, attributes.url] as const)
    return { value: Object.fromEntries(urls.filter(([, url]) => typeof url === 'string')), sensitive: false }
  }

  /** The template's parameter `fail_at` shows what a failure looks like. */
  #failIfAsked(phase: 'plan' | 'apply'): void {
    if (this.#job.kind === 'destroy' || this.#job.variables.fail_at !== phase) return
    const diagnostic: EngineDiagnostic = {
      severity: 'error',
      summary: `Simulated failure of the ${phase}`,
      detail: `The parameter fail_at is "${phase}".`,
      address: null,
      file: null,
      line: null,
    }
    this.#say('error', `Error: ${diagnostic.summary}`, { type: 'diagnostic', diagnostic })
    this.#emit({ type: 'diagnostic', diagnostic })
    throw new WaybillError('RUN_FAILED', `${diagnostic.summary}: ${diagnostic.detail}`, {
      hint: 'Leave the parameter fail_at out.',
    })
  }

  #emitState(state: SimulatedState): void {
    this.#state = state
    this.#emit({ type: 'state', state: encodeSimulatedState(state) })
  }

  #say(level: 'info' | 'error', message: string, more: Readonly<Record<string, unknown>> = {}): void {
    const line = {
      '@level': level,
      '@message': message,
      '@module': 'simulated',
      '@timestamp': this.#clock().toISOString(),
      type: 'log',
      ...more,
    }
    this.#write(`${JSON.stringify(line)}\n`)
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text)
    const offset = this.#offset
    this.#offset += bytes.length
    this.#emit({ type: 'log', offset, bytes })
  }

  #emit(event: EngineEvent): void {
    this.#job.emit(event)
  }
}

/** The template's parameter `step_seconds` makes a run as slow as a real one. */
function stepDelay({ variables }: EngineJob, defaultMs: number): number {
  return typeof variables.step_seconds === 'number' ? variables.step_seconds * 1000 : defaultMs
}
