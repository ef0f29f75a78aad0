import type { Engine, EngineEvent, EngineSession } from '../engine/engine.js'
import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import { parseDurationMs } from '../id/duration.js'
import { whyApprove } from './approval-gate.js'
import { type AttemptOutcome, giveUpRun, judgeError } from './attempt-outcome.js'
import { AttemptRecord } from './attempt-record.js'
import { loadJob, type StoredJobParts } from './build-job.js'
import { buildWake } from './build-run.js'
import { describeOutcome } from './describe-outcome.js'
import type { ExecutorDeps } from './executor-deps.js'
import { isEmptyState } from './is-empty-state.js'
import { keepLateState } from './late-state.js'
import { Lease } from './lease.js'
import { LogWriter } from './log-writer.js'
import { moveRun, type RunMove } from './move-run.js'
import { formatNote } from './note.js'
import { retryWhileAway } from './retry-while-away.js'
import type { EngineDiagnostic, RunFailure, RunRecord } from './run.js'
import { type InterruptionKind, RunInterruption } from './run-interruption.js'
import type { StateSnapshot } from './run-store.js'

/** Enough for every mistake of a template; a loop that makes thousands must not fill memory and row. */
const maxDiagnostics = 100

/** How long a lost attempt tries to hand in what it made. */
const lateStateMs = 60_000

/** What one attempt is about. */
export interface RunAttemptOptions {
  readonly engine: Engine
  /** The run as it was claimed. */
  readonly run: RunRecord
  /** On the monotonic clock, taken before the claim. */
  readonly claimedAt: number
}

/**
 * One try of one run by this worker: prepare, plan, apply, and write down what came of it. Every write carries the
 * attempt's fence, so that an attempt that was taken over can change nothing any more.
 */
export class RunAttempt {
  readonly #deps: ExecutorDeps
  readonly #engine: Engine
  readonly #run: RunRecord
  readonly #lease: Lease
  readonly #log: LogWriter
  readonly #record: AttemptRecord
  readonly #diagnostics: EngineDiagnostic[] = []
  /** What an earlier attempt has left on this host and another one knew nothing of. */
  #lateState: StateSnapshot | undefined
  #timeout: NodeJS.Timeout | undefined
  #session: EngineSession | undefined
  #phase: RunFailure['phase'] = 'prepare'

  constructor(deps: ExecutorDeps, { engine, run, claimedAt }: RunAttemptOptions) {
    this.#deps = deps
    this.#engine = engine
    this.#run = run
    const { storage, timing, now, signals } = deps
    this.#lease = new Lease({
      store: storage.runs,
      run,
      leaseMs: timing.leaseMs,
      beatMs: timing.beatMs,
      now,
      claimedAt,
      onRenewed: () => this.#session?.renew(this.#deadline()),
      onForce: () => this.#session?.kill(),
      onError: error => this.#report('warn', 'A heartbeat failed.', error),
    })
    const target = { store: storage.runs, runId: run.id, fence: run.fence, lost: this.#lease.lost }
    this.#log = new LogWriter({ ...target, offset: run.logSize, onStored: () => signals.notify(run.id) })
    this.#record = new AttemptRecord(run, target)
    if (run.cancelRequestedAt !== null) this.#lease.interrupt('canceled')
  }

  /** Whether this attempt still has the run. */
  get isHolding(): boolean {
    return this.#lease.isHeld
  }

  get isBackground(): boolean {
    return this.#run.background
  }

  /** Makes the engine stop; the run is left to another attempt. */
  interrupt(): void {
    this.#lease.interrupt('draining')
  }

  /** Gives up on writing anything down. */
  abandon(): void {
    this.#lease.abandon('draining')
  }

  /** Looks at once whether the run was canceled. */
  beat(): Promise<void> {
    return this.#lease.beat()
  }

  /** Resolves when the attempt is over, whatever came of it. */
  async execute(): Promise<void> {
    try {
      const outcome = await this.#work()
      await this.#settle(outcome)
    } catch (error) {
      await this.#leave(error)
    } finally {
      clearTimeout(this.#timeout)
      this.#lease.end()
      this.#deps.signals.notify(this.#run.id)
    }
  }

  async #work(): Promise<AttemptOutcome> {
    const { timing } = this.#deps
    try {
      if (this.#run.attempt > timing.maxAttempts) return await this.#giveUp()
      return await this.#provision()
    } catch (error) {
      // A refused write was the store's (another attempt has the run) or the engine's: a heartbeat tells.
      if (isWaybillError(error) && error.code === 'STALE_ATTEMPT') await this.#lease.beat()
      return judgeError(error, {
        run: this.#run,
        maxAttempts: timing.maxAttempts,
        interruption: this.#interruption,
        phase: this.#phase,
        hasBegun: this.#record.hasBegun,
        diagnostics: this.#diagnostics,
      })
    }
  }

  /** What earlier attempts may have begun is named at the end of the run. */
  async #giveUp(): Promise<AttemptOutcome> {
    await this.#load()
    return giveUpRun(this.#run, this.#deps.timing.maxAttempts)
  }

  async #load(): Promise<StoredJobParts> {
    const run = this.#run
    const { storage, source } = this.#deps
    const parts = await retryWhileAway(() => loadJob(storage, { run, source: source.info }), this.#lease.lost)
    this.#record.begin(parts)
    return parts
  }

  async #provision(): Promise<AttemptOutcome> {
    const run = this.#run
    const stop = this.#lease.interrupted
    const parts = await this.#load()
    // What an earlier attempt left on this host is looked at by the engine alone.
    const isNew = run.attempt === 1 && parts.ledger.length === 0
    if (run.kind === 'destroy' && isNew && isEmptyState(parts.state)) {
      return { type: 'end', event: 'complete', error: null, outputs: {} }
    }
    const session = await this.#open(parts)
    stop.throwIfAborted()
    const uncertain = this.#record.nameUncertain()
    this.#phase = 'plan'
    const plan = await session.plan(stop)
    if (run.kind === 'plan' || run.kind === 'refresh')
      return { type: 'end', event: 'finish', error: null, plan }
    stop.throwIfAborted()
    const { takeover, ledger } = this.#record
    const why = whyApprove({ run, plan, uncertain, takeover, ledger })
    if (why !== undefined) return { type: 'hold', plan, why }
    await this.#record.addPlanned(plan.changes)
    await this.#move({ events: ['plan', 'apply'], changes: { plan, uncertain: this.#record.named } })
    this.#phase = 'apply'
    const { outputs } = await session.apply(stop)
    return { type: 'end', event: 'complete', error: null, outputs }
  }

  async #open({ ledger: _ledger, ...parts }: StoredJobParts): Promise<EngineSession> {
    const { id, kind, attempt, logSize } = this.#run
    this.#limitTime(parts.template.settings.timeout)
    const session = await this.#engine.open({
      ...parts,
      runId: id,
      kind,
      attempt,
      logOffset: logSize,
      deadline: this.#deadline(),
      emit: event => this.#take(event),
    })
    this.#session = session
    // It was renewed while the session was opened.
    session.renew(this.#deadline())
    if (attempt > 1) session.note(`The worker ${this.#deps.workerId} goes on with attempt ${attempt}.`)
    if (this.#lateState) await this.#refuseBeside(this.#lateState)
    return session
  }

  /** Nothing is planned beside a state that names what the stored one does not: it would be made twice. */
  async #refuseBeside(state: StateSnapshot): Promise<void> {
    const { storage, clock } = this.#deps
    const late = { run: this.#run, state, at: clock().toISOString() }
    const write = () => storage.transaction(stores => keepLateState(stores, late))
    if (!(await retryWhileAway(write, this.#lease.lost))) return
    throw new WaybillError(
      'RUN_FAILED',
      `An earlier attempt left a state on this host (serial ${state.serial}) beside the stored one (serial ${this.#record.state?.serial}).`,
      { hint: 'Nothing was planned. Choose which state the workspace goes on from, then try again.' },
    )
  }

  #take(event: EngineEvent): void {
    if (event.type === 'log') this.#log.write(event.offset, event.bytes)
    else if (event.type === 'state') this.#record.addState(event.state)
    else if (event.type === 'resource') this.#record.addProgress(event)
    else if (event.type === 'diagnostic') this.#keepDiagnostic(event.diagnostic)
    else if (event.type === 'late-state') this.#lateState = event.state
    else if (event.type === 'salvaged') this.#record.dropUnbegun(event.attempts)
  }

  #limitTime(timeout: string | undefined): void {
    if (timeout === undefined) return
    // A timer takes at most 2^31 - 1 ms.
    const ms = Math.min(parseDurationMs(timeout), 2_147_483_647)
    this.#timeout = setTimeout(() => this.#lease.interrupt('timeout'), ms)
  }

  #keepDiagnostic(diagnostic: EngineDiagnostic): void {
    if (diagnostic.severity === 'error' && this.#diagnostics.length < maxDiagnostics) {
      this.#diagnostics.push(diagnostic)
    }
  }

  async #settle(outcome: AttemptOutcome): Promise<void> {
    if (outcome.type === 'lost') return this.#leave(new RunInterruption('lost'))
    if (outcome.type === 'release') return this.#release(outcome)
    if (outcome.type === 'hold') return this.#hold(outcome)
    // All of it is stored before the engine removes what it keeps on this host.
    await this.#flush()
    await this.#closeSession({ keep: false })
    this.#log.append(
      new TextEncoder().encode(formatNote(describeOutcome(this.#run, outcome), this.#deps.clock())),
    )
    await this.#flush()
    const { event, error, plan, outputs } = outcome
    const uncertain = error === null ? this.#record.listSettled() : this.#record.listLeft()
    const changes = {
      error,
      ...(plan && { plan }),
      ...(uncertain.length > 0 && { uncertain: [...uncertain] }),
    }
    await this.#move({ events: [event], changes, outputs })
    this.#report('info', `Run ended: ${event}.`)
  }

  /** Leaves the run to whoever approves its plan: any worker applies it then. */
  async #hold({ plan, why }: Extract<AttemptOutcome, { type: 'hold' }>): Promise<void> {
    const { lost } = this.#lease
    const { id, fence } = this.#run
    const bytes = await this.#session?.readPlan()
    this.#session?.note(`Planned: it waits to be approved. ${why}`)
    await this.#closeSession({ keep: false })
    await this.#flush()
    if (bytes !== undefined) {
      const { state: newest } = this.#record
      const state = newest === undefined ? null : { serial: newest.serial, lineage: newest.lineage }
      await retryWhileAway(() => this.#deps.storage.runs.savePlan(id, { fence, bytes, state }), lost)
    }
    await this.#move({ events: ['plan'], changes: { plan, uncertain: this.#record.named, approval: null } })
    this.#report('info', `Run planned: ${why}`)
  }

  async #release({ delayMs, why, error }: Extract<AttemptOutcome, { type: 'release' }>): Promise<void> {
    const { lost } = this.#lease
    this.#session?.note(`Interrupted: ${why}. Another attempt goes on.`)
    await this.#closeSession({ keep: true })
    // It has ended here, so that how far it came is known wherever the next one is made.
    this.#record.dropUnbegun()
    await this.#flush()
    if (!(await retryWhileAway(() => this.#lease.giveUp(delayMs, error), lost))) return
    await retryWhileAway(() => this.#deps.storage.queue.add(buildWake(this.#run, delayMs)), lost)
    this.#report('info', `Run released: ${why}.`)
  }

  /** Ends without writing anything: what is on this host stays for the attempt that has the run. */
  async #leave(error: unknown): Promise<void> {
    await this.#closeSession({ keep: true })
    const isLost = this.#lease.lost.aborted || (error instanceof RunInterruption && error.kind === 'lost')
    this.#report(isLost ? 'warn' : 'error', 'The attempt ended without a result; another one goes on.', error)
    if (isLost) await this.#handInLateState()
  }

  /** What this attempt has made beside the one that took its run over must not get lost with it. */
  async #handInLateState(): Promise<void> {
    const { storage, clock } = this.#deps
    const state = this.#record.madeState
    if (state === undefined) return
    const late = { run: this.#run, state, at: clock().toISOString() }
    try {
      const write = () => storage.transaction(stores => keepLateState(stores, late))
      const isKept = await retryWhileAway(write, AbortSignal.timeout(lateStateMs))
      if (isKept) this.#report('warn', 'A state turned up late: its workspace waits until one is chosen.')
    } catch (error) {
      this.#report('error', 'A state that turned up late could not be kept; it is left on this host.', error)
    }
  }

  async #flush(): Promise<void> {
    await Promise.all([this.#record.flush(), this.#log.flush()])
  }

  async #closeSession(options: { readonly keep: boolean }): Promise<void> {
    try {
      await this.#session?.close(options)
    } catch (error) {
      this.#report('warn', 'The engine could not be closed.', error)
    }
  }

  async #move(move: Pick<RunMove, 'events' | 'changes' | 'outputs'>): Promise<void> {
    const { storage, clock, newId, signals } = this.#deps
    const run = this.#run
    const { fence } = run
    // One time for all tries: a move whose answer got lost is known by it.
    const at = clock().toISOString()
    const write = () =>
      storage.transaction(stores => moveRun(stores, { ...move, run, fence, actor: null, at, newId }))
    await retryWhileAway(write, this.#lease.lost)
    signals.notify(run.id)
  }

  /** By when nothing of the engine may run any more: a sixth of the lease before anybody else may begin. */
  #deadline(): number {
    const { clock, now, timing } = this.#deps
    return clock().getTime() + (this.#lease.until - timing.leaseMs / 6 - now())
  }

  get #interruption(): InterruptionKind | undefined {
    const { lost, interrupted } = this.#lease
    const reason: unknown = lost.aborted ? lost.reason : interrupted.reason
    return reason instanceof RunInterruption ? reason.kind : undefined
  }

  #report(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void {
    const { id: runId, workspaceId, kind, attempt } = this.#run
    const fields = { runId, workspaceId, kind, attempt }
    this.#deps.onLog({ level, message, fields: error === undefined ? fields : { ...fields, err: error } })
  }
}
