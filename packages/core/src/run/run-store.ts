import type { RunId, WorkspaceId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { RunQuery, RunRecord, RunStatus } from './run.js'
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
}

/** Keeps runs with their leases, logs and states. Times of leases are the database's own. */
export interface RunStore {
  /** @throws WaybillError `RUN_CONFLICT` when the workspace has a run that has not ended */
  insert(run: RunRecord): Promise<void>
  find(id: RunId): Promise<RunRecord | undefined>
  /** Newest first. */
  list(query: RunQuery): Promise<{ readonly items: readonly RunRecord[]; readonly nextCursor: string | null }>
  /** Compare-and-set of everything but the log's size; false when status or fence have moved on. */
  update(run: RunRecord, expected: RunGuard): Promise<boolean>
  /**
   * Leases a run that is `pending`, or `planning` or `applying` with a lease that has expired: it becomes
   * `planning` with the next attempt and fence. Undefined when it is not to be had.
   */
  claim(id: RunId, claim: RunClaim): Promise<RunRecord | undefined>
  /** Renews the lease of an attempt, also an expired one that nobody took; undefined when it is lost. */
  beat(id: RunId, lease: { readonly fence: number; readonly leaseMs: number }): Promise<Heartbeat | undefined>
  /** Ids of runs that may be claimed now, oldest first: the sweeper wakes a worker for each. */
  listClaimable(): Promise<readonly RunId[]>
  /**
   * Appends to the log. Bytes that are stored already (same offset, said twice) are left out; a gap or a stale
   * fence is refused.
   * @throws WaybillError `STALE_ATTEMPT`
   */
  appendLog(
    id: RunId,
    chunk: { readonly fence: number; readonly offset: number; readonly bytes: Uint8Array },
  ): Promise<void>
  /** From `offset`, at most `limitBytes`. Undefined when there is no such run. */
  readLog(
    id: RunId,
    range: { readonly offset: number; readonly limitBytes: number },
  ): Promise<LogChunk | undefined>
  /**
   * Journals a state of a run's attempt; the last 3 of an attempt are kept. An older serial of the same lineage
   * than the newest stored one is ignored.
   * @throws WaybillError `STALE_ATTEMPT`
   */
  saveState(id: RunId, state: StateSnapshot & { readonly fence: number }): Promise<void>
  /** The newest state of a workspace, over all its runs. */
  findState(workspaceId: WorkspaceId): Promise<StateSnapshot | undefined>
  /** Says that a worker lives; it counts as dead 30 s after it last said so. */
  saveWorker(worker: Worker): Promise<void>
  /** The workers that live. */
  listWorkers(): Promise<readonly Worker[]>
}
