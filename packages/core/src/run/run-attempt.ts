import type { Engine, EngineEvent, EngineSession } from '../engine/engine.js'
import { isWaybillError } from '../error/waybill-error.js'
import { type AttemptOutcome, giveUpRun, judgeError } from './attempt-outcome.js'
import { loadJob, type StoredJobParts } from './build-job.js'
import { buildWake } from './build-run.js'
import { describeOutcome } from './describe-outcome.js'
import type { ExecutorDeps } from './executor-deps.js'
import { isEmptyState } from './is-empty-state.js'
import { Lease } from './lease.js'
import { LogWriter } from './log-writer.js'
import { moveRun, type RunMove } from './move-run.js'
import { formatNote } from './note.js'
import { retryWhileAway } from './retry-while-away.js'
import type { EngineDiagnostic, RunFailure, RunRecord } from './run.js'
import { type InterruptionKind, RunInterruption } from './run-interruption.js'
import { StateJournal } from './state-journal.js'

/** Enough for every mistake of a template; a loop that makes thousands must not fill memory and row. */
const maxDiagnostics = 100

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
  readonly #journal: StateJournal
  readonly #diagnostics: EngineDiagnostic[] = []
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
      onError: error => this.#report('warn', 'A heartbeat failed.', error),
    })
    const target = { store: storage.runs, runId: run.id, fence: run.fence, lost: this.#lease.lost }
    this.#log = new LogWriter({ ...target, offset: run.logSize, onStored: () => signals.notify(run.id) })
    this.#journal = new StateJournal(target)
    if (run.cancelRequestedAt !== null) this.#lease.interrupt('canceled')
  }

  /** Whether this attempt still has the run. */
  get isHolding(): boolean {
    return this.#lease.isHeld
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
      this.#lease.end()
      this.#deps.signals.notify(this.#run.id)
    }
  }

  async #work(): Promise<AttemptOutcome> {
    const { timing } = this.#deps
    if (this.#run.attempt > timing.maxAttempts) return giveUpRun(this.#run, timing.maxAttempts)
    try {
      return await this.#provision()
    } catch (error) {
      // A refused write was the store's (another attempt has the run) or the engine's: a heartbeat tells.
      if (isWaybillError(error) && error.code === 'STALE_ATTEMPT') await this.#lease.beat()
      return judgeError(error, {
        run: this.#run,
        maxAttempts: timing.maxAttempts,
        interruption: this.#interruption,
        phase: this.#phase,
        diagnostics: this.#diagnostics,
      })
    }
  }

  async #provision(): Promise<AttemptOutcome> {
    const run = this.#run
    const { storage, source } = this.#deps
    const stop = this.#lease.interrupted
    const parts = await retryWhileAway(() => loadJob(storage, { run, source: source.info }), this.#lease.lost)
    // What an earlier attempt left on this host is looked at by the engine alone.
    if (run.kind === 'destroy' && run.attempt === 1 && isEmptyState(parts.state)) {
      return { type: 'end', event: 'complete', error: null, outputs: {} }
    }
    const session = await this.#open(parts)
    stop.throwIfAborted()
    this.#phase = 'plan'
    const plan = await session.plan(stop)
    if (run.kind === 'plan' || run.kind === 'refresh')
      return { type: 'end', event: 'finish', error: null, plan }
    stop.throwIfAborted()
    await this.#move({ events: ['plan', 'apply'], changes: { plan } })
    this.#phase = 'apply'
    const { outputs } = await session.apply(stop)
    return { type: 'end', event: 'complete', error: null, outputs }
  }

  async #open(parts: StoredJobParts): Promise<EngineSession> {
    const { id, kind, attempt, logSize } = this.#run
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
    return session
  }

  #take(event: EngineEvent): void {
    if (event.type === 'log') this.#log.write(event.offset, event.bytes)
    else if (event.type === 'state') this.#journal.write(event.state)
    else if (event.type === 'diagnostic') this.#keepDiagnostic(event.diagnostic)
  }

  #keepDiagnostic(diagnostic: EngineDiagnostic): void {
    if (diagnostic.severity === 'error' && this.#diagnostics.length < maxDiagnostics) {
      this.#diagnostics.push(diagnostic)
    }
  }

  async #settle(outcome: AttemptOutcome): Promise<void> {
    if (outcome.type === 'lost') return this.#leave(new RunInterruption('lost'))
    if (outcome.type === 'release') return this.#release(outcome)
    // All of it is stored before the engine removes what it keeps on this host.
    await this.#flush()
    await this.#closeSession({ keep: false })
    this.#log.append(
      new TextEncoder().encode(formatNote(describeOutcome(this.#run, outcome), this.#deps.clock())),
    )
    await this.#flush()
    const { event, error, plan, outputs } = outcome
    await this.#move({ events: [event], changes: { error, ...(plan && { plan }) }, outputs })
    this.#report('info', `Run ended: ${event}.`)
  }

  async #release({ delayMs, why }: Extract<AttemptOutcome, { type: 'release' }>): Promise<void> {
    const { lost } = this.#lease
    this.#session?.note(`Interrupted: ${why}. Another attempt goes on.`)
    await this.#closeSession({ keep: true })
    await this.#flush()
    if (!(await retryWhileAway(() => this.#lease.giveUp(delayMs), lost))) return
    await retryWhileAway(() => this.#deps.storage.queue.add(buildWake(this.#run, delayMs)), lost)
    this.#report('info', `Run released: ${why}.`)
  }

  /** Ends without writing anything: what is on this host stays for the attempt that has the run. */
  async #leave(error: unknown): Promise<void> {
    await this.#closeSession({ keep: true })
    const isLost = this.#lease.lost.aborted || (error instanceof RunInterruption && error.kind === 'lost')
    this.#report(isLost ? 'warn' : 'error', 'The attempt ended without a result; another one goes on.', error)
  }

  async #flush(): Promise<void> {
    await Promise.all([this.#journal.flush(), this.#log.flush()])
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
