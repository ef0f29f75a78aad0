import type { Plan, RunKind, StateSnapshot, TemplateVersion } from '@waybill/core'
import type { TerraformEngineOptions } from '../../src/index.js'
import { Recorder } from '../support/recorder.js'
import { noSignal, type Workshop } from '../support/workshop.js'

/** What came of a run. */
export interface Done {
  readonly plan: Plan
  readonly outputs: Readonly<Record<string, unknown>>
  readonly messages: readonly string[]
}

/** Where it begins, and on what engine. */
export interface TemplateWorkspaceOptions extends Partial<TerraformEngineOptions> {
  readonly state?: StateSnapshot | undefined
}

/** One workspace of a template: its runs, one after the other, each on the state of the one before. */
export class TemplateWorkspace {
  readonly #workshop: Workshop
  readonly #template: TemplateVersion
  #variables: Readonly<Record<string, unknown>>
  #state: StateSnapshot | undefined
  #details = ''
  readonly #options: Partial<TerraformEngineOptions>

  constructor(
    workshop: Workshop,
    template: TemplateVersion,
    variables: Readonly<Record<string, unknown>>,
    { state, ...options }: TemplateWorkspaceOptions = {},
  ) {
    this.#state = state
    this.#options = options
    this.#workshop = workshop
    this.#template = template
    this.#variables = variables
  }

  /** Terraform's own words about what went wrong in the last run. */
  get lastDetails(): string {
    return this.#details
  }

  provision(): Promise<Done> {
    return this.#run('provision')
  }

  update(variables: Readonly<Record<string, unknown>> = {}): Promise<Done> {
    this.#variables = { ...this.#variables, ...variables }
    return this.#run('update')
  }

  destroy(): Promise<Done> {
    return this.#run('destroy')
  }

  async #run(kind: RunKind): Promise<Done> {
    const recorder = new Recorder()
    const engine = this.#workshop.engine(this.#options)
    const job = { kind, template: this.#template, variables: this.#variables, state: this.#state }
    const session = await this.#workshop.open(engine, this.#workshop.job(job, recorder))
    try {
      const plan = await session.plan(noSignal())
      const { outputs } = await session.apply(noSignal())
      const values = Object.entries(outputs).map(([name, { value }]) => [name, value])
      return { plan, outputs: Object.fromEntries(values), messages: recorder.messages }
    } finally {
      await session.close()
      this.#state = recorder.state ?? this.#state
      this.#details = recorder.diagnostics.map(({ detail }) => detail).join('\n')
      await engine.close()
    }
  }
}
