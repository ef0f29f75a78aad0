import type { StoredJobParts } from './build-job.js'
import { addPlanned, addProgress, dropUnbegun, hasBegun, type ResourceProgress } from './ledger.js'
import { LedgerWriter } from './ledger-writer.js'
import type { LedgerEntry, PlannedChange, RunRecord, UncertainResource } from './run.js'
import type { RunStore, StateSnapshot } from './run-store.js'
import { StateJournal } from './state-journal.js'
import { listUncertain, settleApplied, settleNamed } from './uncertain-resources.js'

/** Where an attempt writes down what it learns. */
export interface AttemptRecordTarget {
  readonly store: RunStore
  readonly runId: RunRecord['id']
  readonly fence: number
  /** Fires when nothing may be written any more. */
  readonly lost: AbortSignal
}

/** What an attempt knows of what its run has made: ledger, state, what is uncertain. It is stored as it is learnt. */
export class AttemptRecord {
  readonly #run: RunRecord
  readonly #journal: StateJournal
  readonly #ledgerWriter: LedgerWriter
  #ledger: readonly LedgerEntry[] = []
  #state: StateSnapshot | undefined
  /** Whether the engine has told a state in this attempt. */
  #hasMadeState = false
  /** What this run has named as uncertain, settled or not. */
  #named: readonly UncertainResource[]
  /** Where a template says that making something twice does no harm, nothing is uncertain. */
  #takeover: 'ask' | 'auto' = 'ask'

  constructor(run: RunRecord, target: AttemptRecordTarget) {
    this.#run = run
    this.#named = run.uncertain
    this.#journal = new StateJournal(target)
    this.#ledgerWriter = new LedgerWriter(target)
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#ledger
  }

  /** The newest state. */
  get state(): StateSnapshot | undefined {
    return this.#state
  }

  /** The newest state, if this attempt has told it. */
  get madeState(): StateSnapshot | undefined {
    return this.#hasMadeState ? this.#state : undefined
  }

  get named(): UncertainResource[] {
    return [...this.#named]
  }

  get takeover(): 'ask' | 'auto' {
    return this.#takeover
  }

  /** Whether this attempt or an earlier one has begun to change something. */
  get hasBegun(): boolean {
    return hasBegun(this.#ledger)
  }

  /** Begins with what is stored. What an earlier run has left is this run's from here on. */
  begin({ state, ledger, template }: StoredJobParts): void {
    this.#state = state
    this.#ledger = ledger
    this.#takeover = template.settings.takeover
    if (ledger.length > 0) this.#ledgerWriter.write(ledger)
  }

  /** Names what is uncertain now; what was named before and is not any more is settled. */
  nameUncertain(): readonly UncertainResource[] {
    const open = listUncertain(this.#ledger, this.#state)
    this.#named = settleNamed(this.#named, { open, approval: this.#run.approval })
    return open
  }

  addState(state: StateSnapshot): void {
    this.#state = state
    this.#hasMadeState = true
    this.#journal.write(state)
  }

  addPlanned(changes: readonly PlannedChange[]): Promise<void> {
    this.#keepLedger(addPlanned(this.#ledger, changes, this.#run.attempt))
    return this.#ledgerWriter.flush()
  }

  addProgress(progress: ResourceProgress): void {
    this.#keepLedger(addProgress(this.#ledger, progress, this.#run.attempt))
  }

  /** Drops what these attempts have planned and, as their end is known, not begun. Default: this one. */
  dropUnbegun(attempts: readonly number[] = [this.#run.attempt]): void {
    this.#keepLedger(dropUnbegun(this.#ledger, attempts))
  }

  /** What was uncertain of a run that is applied now. */
  listSettled(): readonly UncertainResource[] {
    return settleApplied(this.#named, this.#run.approval)
  }

  /** What nobody can be sure of when a run ends badly; how far this very attempt came is known. */
  listLeft(): readonly UncertainResource[] {
    if (this.#takeover === 'auto') return []
    const open = listUncertain(dropUnbegun(this.#ledger, [this.#run.attempt]), this.#state)
    return open.length === 0 ? [] : settleNamed(this.#named, { open, approval: this.#run.approval })
  }

  /** Resolves when all of it is stored. */
  async flush(): Promise<void> {
    await Promise.all([this.#journal.flush(), this.#ledgerWriter.flush()])
  }

  #keepLedger(entries: readonly LedgerEntry[]): void {
    if (entries === this.#ledger) return
    this.#ledger = entries
    this.#ledgerWriter.write(entries)
  }
}
