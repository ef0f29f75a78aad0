import { compareText } from '../catalog/compare-text.js'
import { WaybillError } from '../error/waybill-error.js'
import { makeIdCursor, openIdCursor } from '../id/id-cursor.js'
import type { RunId, WorkspaceId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import { findQueuePlaces, type QueuePlace } from '../run/queue-place.js'
import type { LedgerEntry, RunFailure, RunRecord } from '../run/run.js'
import { isActive, isHeld } from '../run/run-state.js'
import type {
  Heartbeat,
  LogChunk,
  RunClaim,
  RunGuard,
  RunStore,
  StateSnapshot,
  StoredPlan,
  StoredRunQuery,
} from '../run/run-store.js'
import type { StateEntry } from '../run/state-entry.js'
import type { Worker } from '../run/worker.js'
import { MemoryStateJournal } from './memory-state-journal.js'
import { MemoryTable } from './memory-table.js'
import { sliceLog } from './slice-log.js'

/** How long a worker counts as alive after it last said so. */
const workerAliveMs = 30_000
const claimableLimit = 1000

interface StoredRun {
  readonly run: RunRecord
  readonly log: readonly Uint8Array[]
}

interface SeenWorker {
  readonly worker: Worker
  readonly seenAt: number
}

/** Keeps runs in memory: for tests and for services that need no database. */
export class MemoryRunStore implements RunStore {
  readonly #runs = new MemoryTable<RunId, StoredRun>()
  readonly #states = new MemoryStateJournal()
  readonly #ledgers = new MemoryTable<RunId, readonly LedgerEntry[]>()
  readonly #plans = new MemoryTable<RunId, StoredPlan>()
  readonly #workers = new MemoryTable<string, SeenWorker>()
  readonly #clock: Clock

  constructor(clock: Clock = () => new Date()) {
    this.#clock = clock
  }

  async insert(run: RunRecord): Promise<void> {
    const other = this.#all().find(
      ({ workspaceId, status }) => workspaceId === run.workspaceId && isActive(status),
    )
    if (other !== undefined && isActive(run.status)) {
      throw new WaybillError('RUN_CONFLICT', `The workspace has a run that has not ended: ${other.id}.`)
    }
    this.#runs.set(run.id, { run: structuredClone(run), log: [] })
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    return this.#runs.get(id)?.run
  }

  async list(query: StoredRunQuery) {
    const after = openIdCursor(query.cursor)
    const rest = this.#all()
      .filter(run => isListed(run, query) && (after === undefined || compareText(run.id, after) < 0))
      .sort((a, b) => compareText(b.id, a.id))
    const items = rest.slice(0, query.limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: last === undefined || items.length === rest.length ? null : makeIdCursor(last.id),
    }
  }

  async findQueuePlaces(ids: readonly RunId[]): Promise<ReadonlyMap<RunId, QueuePlace>> {
    const asked = new Set(ids)
    const places = findQueuePlaces(this.#all().filter(({ status }) => isActive(status)))
    return new Map([...places].filter(([id]) => asked.has(id)))
  }

  async update(run: RunRecord, expected: RunGuard): Promise<boolean> {
    const stored = this.#runs.get(run.id)
    if (stored?.run.status !== expected.status || stored.run.fence !== expected.fence) return false
    this.#runs.set(run.id, { ...stored, run: { ...structuredClone(run), logSize: stored.run.logSize } })
    return true
  }

  async claim(id: RunId, { worker, leaseMs, deadWorkers = [] }: RunClaim): Promise<RunRecord | undefined> {
    const stored = this.#runs.get(id)
    if (stored === undefined || !this.#isClaimable(stored.run, deadWorkers)) return undefined
    const { run } = stored
    const now = this.#clock()
    const claimed: RunRecord = {
      ...run,
      status: 'planning',
      attempt: run.attempt + 1,
      fence: run.fence + 1,
      worker,
      leaseExpiresAt: after(now, leaseMs),
      plan: null,
      error: null,
      startedAt: run.startedAt ?? now.toISOString(),
      updatedAt: now.toISOString(),
    }
    this.#runs.set(id, { ...stored, run: claimed })
    return claimed
  }

  async beat(
    id: RunId,
    { fence, leaseMs }: { readonly fence: number; readonly leaseMs: number },
  ): Promise<Heartbeat | undefined> {
    const stored = this.#runs.get(id)
    if (stored === undefined || !isHeldBy(stored.run, fence)) return undefined
    const leaseExpiresAt = after(this.#clock(), leaseMs)
    this.#runs.set(id, { ...stored, run: { ...stored.run, leaseExpiresAt } })
    return {
      leaseExpiresAt,
      cancelRequestedAt: stored.run.cancelRequestedAt,
      forceRequestedAt: stored.run.forceRequestedAt,
    }
  }

  async release(
    id: RunId,
    {
      fence,
      delayMs,
      error,
    }: { readonly fence: number; readonly delayMs: number; readonly error: RunFailure | null },
  ): Promise<boolean> {
    const stored = this.#runs.get(id)
    if (stored === undefined || !isHeldBy(stored.run, fence)) return false
    const leaseExpiresAt = after(this.#clock(), delayMs)
    this.#runs.set(id, { ...stored, run: { ...stored.run, worker: null, leaseExpiresAt, error } })
    return true
  }

  async listClaimable(): Promise<readonly RunRecord[]> {
    return this.#all()
      .filter(run => this.#isClaimable(run, []))
      .sort((a, b) => compareText(a.id, b.id))
      .slice(0, claimableLimit)
  }

  async appendLog(
    id: RunId,
    chunk: { readonly fence: number; readonly offset: number; readonly bytes: Uint8Array },
  ): Promise<void> {
    const stored = this.#getHeld(id, chunk.fence)
    const { logSize } = stored.run
    if (chunk.offset > logSize) {
      throw new WaybillError(
        'STALE_ATTEMPT',
        `The log of run ${id} has ${logSize} bytes, not ${chunk.offset}.`,
      )
    }
    const fresh = chunk.bytes.slice(logSize - chunk.offset)
    if (fresh.length === 0) return
    const run = { ...stored.run, logSize: logSize + fresh.length }
    this.#runs.set(id, { run, log: [...stored.log, fresh] })
  }

  async readLog(
    id: RunId,
    { offset, limitBytes }: { readonly offset: number; readonly limitBytes: number },
  ): Promise<LogChunk | undefined> {
    const stored = this.#runs.get(id)
    if (stored === undefined) return undefined
    return { offset, bytes: sliceLog(stored.log, offset, limitBytes), size: stored.run.logSize }
  }

  async saveState(id: RunId, state: StateSnapshot & { readonly fence: number }): Promise<void> {
    const { workspaceId } = this.#getHeld(id, state.fence).run
    this.#states.save(workspaceId, { ...this.#stamp(), runId: id, state, fence: state.fence })
  }

  async findState(workspaceId: WorkspaceId): Promise<StateSnapshot | undefined> {
    return this.#states.find(workspaceId)
  }

  async listStates(workspaceId: WorkspaceId): Promise<readonly StateEntry[]> {
    return this.#states.list(workspaceId)
  }

  async readState(workspaceId: WorkspaceId, stateId: string): Promise<StateSnapshot | undefined> {
    return this.#states.read(workspaceId, stateId)
  }

  async putState(runId: RunId, state: StateSnapshot, as: 'newest' | 'diverged' = 'newest'): Promise<void> {
    const stored = this.#runs.get(runId)
    if (stored === undefined) throw new WaybillError('RUN_NOT_FOUND', `There is no run ${runId}.`)
    const diverged = as === 'diverged'
    this.#states.put(stored.run.workspaceId, { ...this.#stamp(), runId, state, fence: null, diverged })
  }

  async saveLedger(
    id: RunId,
    { fence, entries }: { readonly fence: number; readonly entries: readonly LedgerEntry[] },
  ): Promise<void> {
    this.#getHeld(id, fence)
    this.#ledgers.set(id, structuredClone(entries))
  }

  async findLedger(id: RunId): Promise<readonly LedgerEntry[]> {
    return this.#ledgers.get(id) ?? []
  }

  async savePlan(id: RunId, { fence, bytes, state }: StoredPlan & { readonly fence: number }): Promise<void> {
    this.#getHeld(id, fence)
    this.#plans.set(id, { bytes: bytes.slice(), state })
  }

  async findPlan(id: RunId): Promise<StoredPlan | undefined> {
    return this.#plans.get(id)
  }

  async saveWorker(worker: Worker, is: 'alive' | 'gone' = 'alive'): Promise<void> {
    if (is === 'gone') this.#workers.delete(worker.id)
    else this.#workers.set(worker.id, { worker, seenAt: this.#clock().getTime() })
  }

  async listWorkers(): Promise<readonly Worker[]> {
    const since = this.#clock().getTime() - workerAliveMs
    return this.#workers
      .values()
      .filter(({ seenAt }) => seenAt >= since)
      .map(({ worker }) => worker)
      .sort((a, b) => compareText(a.id, b.id))
  }

  /** Remembers what is stored now; the returned function brings it back. */
  snapshot(): () => void {
    const tables = [this.#runs, this.#states, this.#ledgers, this.#plans, this.#workers]
    const restores = tables.map(table => table.snapshot())
    return () => {
      for (const restore of restores) restore()
    }
  }

  #stamp(): { readonly savedAt: string } {
    return { savedAt: this.#clock().toISOString() }
  }

  #all(): RunRecord[] {
    return this.#runs.values().map(({ run }) => run)
  }

  #isClaimable(run: RunRecord, deadWorkers: readonly string[]): boolean {
    if (run.status === 'pending') return true
    if (run.status === 'planned') return run.approval !== null
    if (!isHeld(run.status)) return false
    if (run.worker !== null && deadWorkers.includes(run.worker)) return true
    return run.leaseExpiresAt === null || run.leaseExpiresAt <= this.#clock().toISOString()
  }

  #getHeld(id: RunId, fence: number): StoredRun {
    const stored = this.#runs.get(id)
    if (stored !== undefined && isHeldBy(stored.run, fence)) return stored
    throw new WaybillError(
      'STALE_ATTEMPT',
      `Run ${id} is not held by the attempt with fence ${fence} any more.`,
    )
  }
}

function isHeldBy(run: RunRecord, fence: number): boolean {
  return run.fence === fence && isHeld(run.status)
}

function isListed(run: RunRecord, query: StoredRunQuery): boolean {
  const { workspaceId, status, kind, ids, workspaceIds } = query
  return (
    (workspaceId === undefined || run.workspaceId === workspaceId) &&
    (kind === undefined || run.kind === kind) &&
    (status === undefined || status.length === 0 || status.includes(run.status)) &&
    (ids === undefined || ids.includes(run.id)) &&
    (workspaceIds === undefined || workspaceIds.includes(run.workspaceId))
  )
}

function after(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString()
}
