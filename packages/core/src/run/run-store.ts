import type { RunId, WorkspaceId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { QueuePlace } from './queue-place.js'
import type { LedgerEntry, RunFailure, RunQuery, RunRecord, RunStatus } from './run.js'
import type { StateEntry } from './state-entry.js'
import type { Worker } from './worker.js'

/** Terraform's state at one moment. `bytes` is the state file as Terraform wrote it. */
export interface StateSnapshot {
  readonly serial: number
  readonly lineage: string
  readonly bytes: Uint8Array
}

/** A stretch of a run's log; `size` is how much is stored in all. */
export interface LogChunk {
  readonly offset: number
  readonly bytes: Uint8Array
  readonly size: number
}

/** Who claims a run, and for how long. */
export interface RunClaim {
  readonly worker: string
  readonly leaseMs: number
  /** Workers that are proven dead: a lease that one of them holds counts as expired. Default: none. */
  readonly deadWorkers?: readonly string[]
}

/** What a write expects of the stored run; it is refused otherwise. */
export interface RunGuard {
  readonly status: RunStatus
  readonly fence: number
}

/** What a heartbeat learns. */
export interface Heartbeat {
  readonly leaseExpiresAt: Timestamp
  readonly cancelRequestedAt: Timestamp | null
  readonly forceRequestedAt: Timestamp | null
}

/** A plan that waits to be approved, as the engine wrote it, and the state it was made from. */
export interface StoredPlan {
  readonly bytes: Uint8Array
  /** Null where there was none. */
  readonly state: Pick<StateSnapshot, 'serial' | 'lineage'> | null
}

/** Which runs a store lists: as callers ask, and of many runs or workspaces at once. */
export interface StoredRunQuery extends RunQuery {
  readonly ids?: readonly RunId[]
  readonly workspaceIds?: readonly WorkspaceId[]
}

/** Keeps runs with their leases, logs and states. Times of leases are the database's own. */
export interface RunStore {
  /** @throws WaybillError `RUN_CONFLICT` when the workspace has a run that has not ended */
  insert(run: RunRecord): Promise<void>
  find(id: RunId): Promise<RunRecord | undefined>
  /**
   * Newest first, by their ids; with `ids` or `workspaceIds` only those. Cursors are made and read by `id-cursor.ts`.
   * @throws WaybillError `INVALID_INPUT` for a cursor that is none
   */
  list(
    query: StoredRunQuery,
  ): Promise<{ readonly items: readonly RunRecord[]; readonly nextCursor: string | null }>
  /** Where these runs stand, as far as they wait for a worker, however many others do. */
  findQueuePlaces(ids: readonly RunId[]): Promise<ReadonlyMap<RunId, QueuePlace>>
  /** Compare-and-set of everything but the log's size; false when status or fence have moved on. */
  update(run: RunRecord, expected: RunGuard): Promise<boolean>
  /**
   * Leases a run that is `pending`, `planned` with an approval, or `planning` or `applying` with a lease that has
   * expired: it becomes
   * `planning` with the next attempt and fence, without plan and error; `startedAt` is that of the first claim, and
   * `cancelRequestedAt` stays. Undefined when it is not to be had. Of many at once, one gets it.
   */
  claim(id: RunId, claim: RunClaim): Promise<RunRecord | undefined>
  /**
   * Renews the lease of an attempt, also an expired one that nobody took; undefined when it is lost: another
   * attempt has it, or the run has ended. With `leaseMs` 0 the run may be claimed at once.
   */
  beat(id: RunId, lease: { readonly fence: number; readonly leaseMs: number }): Promise<Heartbeat | undefined>
  /**
   * Gives an attempt's lease up: nobody holds the run, which may be claimed after `delayMs`. `error` says why it could
   * not go on, until it is claimed. False when the lease is lost already.
   */
  release(
    id: RunId,
    options: { readonly fence: number; readonly delayMs: number; readonly error: RunFailure | null },
  ): Promise<boolean>
  /** Runs that may be claimed now, oldest first, at most 1000: the sweeper wakes a worker for each. */
  listClaimable(): Promise<readonly RunRecord[]>
  /**
   * Appends to the log of a run that is planned or applied by the attempt with this fence. Bytes that are stored
   * already (same offset, said twice) are left out; a gap, a stale fence or an ended run is refused.
   * @throws WaybillError `STALE_ATTEMPT`
   */
  appendLog(
    id: RunId,
    chunk: { readonly fence: number; readonly offset: number; readonly bytes: Uint8Array },
  ): Promise<void>
  /** From `offset`, at most `limitBytes`; empty behind the end. Undefined when there is no such run. */
  readLog(
    id: RunId,
    range: { readonly offset: number; readonly limitBytes: number },
  ): Promise<LogChunk | undefined>
  /**
   * Journals a state of a run's attempt; the last 3 of an attempt are kept. One whose serial is not above that of
   * the workspace's newest stored state of the same lineage is ignored. Refused as `appendLog` refuses.
   * @throws WaybillError `STALE_ATTEMPT`
   */
  saveState(id: RunId, state: StateSnapshot & { readonly fence: number }): Promise<void>
  /** The state of a workspace that was stored last, over all its runs, but for those that have diverged. */
  findState(workspaceId: WorkspaceId): Promise<StateSnapshot | undefined>
  /** What is kept of a workspace's states, newest first, at most 100. */
  listStates(workspaceId: WorkspaceId): Promise<readonly StateEntry[]>
  readState(workspaceId: WorkspaceId, stateId: string): Promise<StateSnapshot | undefined>
  /**
   * Puts a state on top of the journal, in the name of a run, whoever holds it: as the newest one (a restore), or
   * as one that has diverged, which is listed and can be read but is never found as the newest. Default `newest`.
   */
  putState(runId: RunId, state: StateSnapshot, as?: 'newest' | 'diverged'): Promise<void>
  /**
   * Keeps the ledger of a run in place of the one before. Refused as `appendLog` refuses.
   * @throws WaybillError `STALE_ATTEMPT`
   */
  saveLedger(
    id: RunId,
    ledger: { readonly fence: number; readonly entries: readonly LedgerEntry[] },
  ): Promise<void>
  /** Empty where none was saved. */
  findLedger(id: RunId): Promise<readonly LedgerEntry[]>
  /** Keeps the plan that is to be approved. Refused as `appendLog` refuses. @throws WaybillError `STALE_ATTEMPT` */
  savePlan(id: RunId, plan: StoredPlan & { readonly fence: number }): Promise<void>
  findPlan(id: RunId): Promise<StoredPlan | undefined>
  /**
   * Says that a worker lives (it counts as dead 30 s after it last said so), or that it is `gone`: it is not
   * listed any more.
   */
  saveWorker(worker: Worker, is?: 'alive' | 'gone'): Promise<void>
  /** The workers that live, by their ids. */
  listWorkers(): Promise<readonly Worker[]>
}
