import { readFile, rm } from 'node:fs/promises'
import {
  type Drift,
  type EngineJob,
  type EngineResult,
  type EngineSession,
  isWaybillError,
  type Plan,
  type SessionClose,
} from '@waybill/core'
import { buildApplyArgs } from '../command/apply.js'
import type { EngineProgram } from '../command/engine-program.js'
import { buildInitArgs } from '../command/init.js'
import { buildPlanArgs } from '../command/plan.js'
import { buildShowArgs } from '../command/show.js'
import { hasNoSpace } from '../directory/has-no-space.js'
import { readUpTo } from '../directory/read-up-to.js'
import type { RunFiles } from '../directory/run-directory.js'
import { readDrift } from '../state/read-drift.js'
import type { StateJournal } from '../state/state-journal.js'
import { isApplied, isPlanned, type PhaseReport, summarizePlan } from '../stream/phase-report.js'
import type { TerraformSupervisor } from '../supervisor/terraform-supervisor.js'
import { makeKilledFailure, makePhaseFailure, type Phase } from './phase-failure.js'
import type { InitPlan } from './prepare-module.js'
import type { RunLog } from './run-log.js'

/** The JSON of a plan holds the whole state as well. */
const maxShownBytes = 32 * 1024 * 1024

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
  /** Texts that nobody may see. */
  readonly secrets: readonly string[]
  readonly onClosed: () => void
}

/** One process of Terraform. */
interface Step {
  readonly phase: Phase
  readonly args: readonly string[]
  /** File that takes what it writes instead of the log. */
  readonly output?: string
  /** Beside the environment that every process gets. */
  readonly variables?: Readonly<Record<string, string>>
}

/** One attempt of one run with the real CLI: at most init, plan, apply, one after the other. */
export class TerraformSession implements EngineSession {
  readonly #parts: TerraformSessionParts
  readonly #killed = new AbortController()
  #phase: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(parts: TerraformSessionParts) {
    this.#parts = parts
  }

  note(message: string): void {
    this.#parts.log.note(message)
  }

  async plan(signal: AbortSignal): Promise<Plan> {
    const { supervisor, log } = this.#parts
    if (!supervisor) {
      log.note('Nothing to destroy: the state holds no resource, so Terraform is not run.')
      return { add: 0, change: 0, destroy: 0, replace: 0, changes: [], drift: [] }
    }
    return this.#track(this.#plan(supervisor, signal))
  }

  async #plan(supervisor: TerraformSupervisor, signal: AbortSignal): Promise<Plan> {
    const { job, log } = this.#parts
    await this.#prepare(supervisor, signal)
    if (job.approvedPlan) {
      log.note('The plan that was approved is applied as it is.')
      return job.approvedPlan.plan
    }
    const args = buildPlanArgs(job.kind)
    const plan = summarizePlan(await this.#run(supervisor, { phase: 'plan', args }, signal))
    const isLook = job.kind === 'refresh' || job.kind === 'plan'
    if (!isLook || plan.drift.length === 0) return plan
    return { ...plan, drift: [...((await this.#readDrift(supervisor, signal)) ?? plan.drift)] }
  }

  /** The stream names what has drifted, but not how. Undefined where that cannot be found out. */
  async #readDrift(
    supervisor: TerraformSupervisor,
    signal: AbortSignal,
  ): Promise<readonly Drift[] | undefined> {
    const { files, secrets, log } = this.#parts
    const { shown } = files.control
    try {
      await rm(shown, { force: true })
      await this.#run(supervisor, { phase: 'show', args: buildShowArgs(), output: shown }, signal)
      const text = await readUpTo(shown, maxShownBytes)
      if (text !== undefined) return readDrift(text, secrets)
      log.note('What has drifted is named, but not shown: the plan is too large.')
    } catch (error) {
      if (this.#killed.signal.aborted || !isWaybillError(error) || error.code !== 'RUN_FAILED') throw error
      log.note(`What has drifted is named, but not shown: ${error.message}`)
    } finally {
      await rm(shown, { force: true })
    }
    return undefined
  }

  async readPlan(): Promise<Uint8Array | undefined> {
    const { supervisor, files } = this.#parts
    return supervisor && readFile(files.module.plan)
  }

  kill(): void {
    const { program, supervisor } = this.#parts
    this.#killed.abort(makeKilledFailure(program.title, []))
    supervisor?.kill()
  }

  async apply(signal: AbortSignal): Promise<EngineResult> {
    const { supervisor } = this.#parts
    if (!supervisor) return { outputs: {} }
    const applied = this.#run(supervisor, { phase: 'apply', args: buildApplyArgs() }, signal)
    return { outputs: (await this.#track(applied)).outputs }
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
    await init(AbortSignal.any([signal, this.#killed.signal]), async variables => {
      await this.#run(supervisor, { phase: 'init', args: buildInitArgs(program), variables }, signal)
    })
  }

  async #run(
    supervisor: TerraformSupervisor,
    { phase, args, output, variables }: Step,
    signal: AbortSignal,
  ): Promise<PhaseReport> {
    const { files, program, environment, log, journal, job } = this.#parts
    await log.beginPhase()
    signal.throwIfAborted()
    this.#killed.signal.throwIfAborted()
    const interrupt = () => supervisor.interrupt()
    signal.addEventListener('abort', interrupt, { once: true })
    const { directory } = files.module
    const command = {
      program: program.path,
      args,
      directory,
      environment: { ...environment, ...variables },
      output,
    }
    const end = await supervisor.run(command)
    signal.removeEventListener('abort', interrupt)
    const { report, errors } = await log.endPhase()
    journal.read()
    signal.throwIfAborted()
    // A killed supervisor cannot say how Terraform ended, but the stream can.
    const hasEndedWell = end.code === 0 || (phase === 'apply' && end.stopped === 'supervisor-gone')
    if (hasEndedWell && isDone(phase, report)) return report
    if (this.#killed.signal.aborted) throw makeKilledFailure(program.title, report.inFlight)
    const isDiskFull = hasNoSpace(files.control.directory)
    const { title, path } = program
    throw makePhaseFailure({
      ...{ phase, title, path, template: job.template.name },
      ...{ end, report, errors, isDiskFull },
    })
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

/** Whether the stream says that everything was done: an exit code alone may be any program's. */
function isDone(phase: Phase, report: PhaseReport): boolean {
  if (phase === 'plan') return isPlanned(report)
  return phase === 'apply' ? isApplied(report) : true
}
