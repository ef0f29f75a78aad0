import { rm } from 'node:fs/promises'
import type { EngineJob, EngineResult, EngineSession, PlanSummary, SessionClose } from '@waybill/core'
import { buildApplyArgs } from '../command/apply.js'
import type { EngineProgram } from '../command/engine-program.js'
import { buildInitArgs } from '../command/init.js'
import { buildPlanArgs } from '../command/plan.js'
import { hasNoSpace } from '../directory/has-no-space.js'
import type { RunFiles } from '../directory/run-directory.js'
import type { StateJournal } from '../state/state-journal.js'
import { isApplied, type PhaseReport, summarizePlan } from '../stream/phase-report.js'
import type { TerraformSupervisor } from '../supervisor/terraform-supervisor.js'
import { makePhaseFailure, type Phase } from './phase-failure.js'
import type { InitPlan } from './prepare-module.js'
import type { RunLog } from './run-log.js'

export interface TerraformSessionParts {
  readonly job: EngineJob
  readonly files: RunFiles
  readonly program: EngineProgram
  readonly environment: Readonly<Record<string, string>>
  readonly log: RunLog
  readonly journal: StateJournal
  /** Undefined when there is nothing to be run: a destroy of an empty state. */
  readonly supervisor: TerraformSupervisor | undefined
  readonly init: InitPlan
  readonly onClosed: () => void
}

/** One attempt of one run with the real CLI: at most init, plan, apply, one after the other. */
export class TerraformSession implements EngineSession {
  readonly #parts: TerraformSessionParts
  #phase: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(parts: TerraformSessionParts) {
    this.#parts = parts
  }

  note(message: string): void {
    this.#parts.log.note(message)
  }

  async plan(signal: AbortSignal): Promise<PlanSummary> {
    const { job, supervisor, log } = this.#parts
    if (!supervisor) {
      log.note('Nothing to destroy: the state holds no resource, so Terraform is not run.')
      return { add: 0, change: 0, destroy: 0, replace: 0 }
    }
    const planned = this.#prepare(supervisor, signal).then(() =>
      this.#run(supervisor, 'plan', buildPlanArgs(job.kind), signal),
    )
    return summarizePlan(await this.#track(planned))
  }

  async apply(signal: AbortSignal): Promise<EngineResult> {
    const { supervisor } = this.#parts
    if (!supervisor) return { outputs: {} }
    const { outputs } = await this.#track(this.#run(supervisor, 'apply', buildApplyArgs(), signal))
    return { outputs }
  }

  renew(deadline: number): void {
    this.#parts.supervisor?.renew(deadline)
  }

  close({ keep = false }: SessionClose = {}): Promise<void> {
    this.#closed ??= this.#close(keep)
    return this.#closed
  }

  /** Remembers the phase that is under way, so that `close` can wait for its end. */
  #track<Result>(phase: Promise<Result>): Promise<Result> {
    this.#phase = phase.catch(() => undefined)
    return phase
  }

  async #prepare(supervisor: TerraformSupervisor, signal: AbortSignal): Promise<void> {
    const { init, program } = this.#parts
    await init(signal, async () => {
      await this.#run(supervisor, 'init', buildInitArgs(program), signal)
    })
  }

  async #run(
    supervisor: TerraformSupervisor,
    phase: Phase,
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<PhaseReport> {
    const { files, program, environment, log, journal, job } = this.#parts
    await log.beginPhase()
    signal.throwIfAborted()
    const interrupt = () => supervisor.interrupt()
    signal.addEventListener('abort', interrupt, { once: true })
    const command = { program: program.path, args, directory: files.module.directory, environment }
    const end = await supervisor.run(command)
    signal.removeEventListener('abort', interrupt)
    const { report, errors } = await log.endPhase()
    journal.read()
    signal.throwIfAborted()
    // A killed supervisor cannot say how Terraform ended, but the stream can.
    if (end.code === 0 || (end.stopped === 'supervisor-gone' && isApplied(report))) return report
    const isDiskFull = hasNoSpace(files.control.directory)
    const { title } = program
    throw makePhaseFailure({ phase, title, template: job.template.name, end, report, errors, isDiskFull })
  }

  async #close(keep: boolean): Promise<void> {
    const { supervisor, log, journal, files, onClosed } = this.#parts
    await supervisor?.stop()
    await this.#phase
    journal.read()
    journal.close()
    await log.close()
    if (!keep) await rm(files.control.directory, { recursive: true, force: true })
    onClosed()
  }
}
