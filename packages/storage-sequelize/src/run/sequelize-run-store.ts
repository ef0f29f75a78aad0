import {
  type Heartbeat,
  type LedgerEntry,
  type LogChunk,
  makeIdCursor,
  openIdCursor,
  type QueuePlace,
  type RunClaim,
  type RunFailure,
  type RunGuard,
  type RunId,
  type RunRecord,
  type RunStore,
  type StateEntry,
  type StateSnapshot,
  type StoredPlan,
  type StoredRunQuery,
  WaybillError,
  type Worker,
  type WorkspaceId,
} from '@waybill/core'
import type { Sequelize } from 'sequelize'
import type { Session } from '../database/session.js'
import { aboutParameters, aboutState } from '../key/sealed-columns.js'
import { Table } from '../schema/table.js'
import { toTimestamp } from '../schema/timestamp-column.js'
import { appendLog, type LogPiece } from './append-log.js'
import { beatRun } from './beat-run.js'
import type { BlobCodec } from './blob-codec.js'
import { claimRun } from './claim-run.js'
import { findQueuePlaces, type QueuePlaceRow } from './find-queue-places.js'
import { listClaimable } from './list-claimable.js'
import { listRuns } from './list-runs.js'
import { cutStretch, type LogRange, readLog, type StretchRow } from './read-log.js'
import { releaseRun } from './release-run.js'
import { type RunPlanRow, runPlansTable } from './run-plans-table.js'
import { type RunRow, runsTable, toRun, toRunRow } from './runs-table.js'
import { saveLedger, savePlan } from './save-run-plan.js'
import { saveState } from './save-state.js'
import { saveWorker } from './save-worker.js'
import { toWorker, type WorkerRow, workersTable } from './workers-table.js'
import { type WorkspaceStateRow, workspaceStatesTable } from './workspace-states-table.js'

/** The tables that a run store works on through Sequelize. */
export interface RunTables {
  readonly runs: Table<RunRow>
  readonly states: Table<WorkspaceStateRow>
  readonly workers: Table<WorkerRow>
  readonly plans: Table<RunPlanRow>
  readonly codec: BlobCodec
}

export function makeRunTables(sequelize: Sequelize, codec: BlobCodec): RunTables {
  return {
    runs: new Table<RunRow>(sequelize, runsTable),
    states: new Table<WorkspaceStateRow>(sequelize, workspaceStatesTable),
    workers: new Table<WorkerRow>(sequelize, workersTable),
    plans: new Table<RunPlanRow>(sequelize, runPlansTable),
    codec,
  }
}

/** Keeps runs in the tables `runs`, `run_log_chunks`, `workspace_states` and `workers`. */
export class SequelizeRunStore implements RunStore {
  readonly #session: Session
  readonly #tables: RunTables

  constructor(session: Session, tables: RunTables) {
    this.#session = session
    this.#tables = tables
  }

  async insert(run: RunRecord): Promise<void> {
    await this.#tables.runs.insert(this.#session, { ...this.#toRow(run), log_size: '0' })
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    const [row] = await this.#tables.runs.select(this.#session, { where: { id } })
    return row === undefined ? undefined : this.#toRun(row)
  }

  async list(query: StoredRunQuery) {
    const rows = await this.#tables.runs.select(this.#session, listRuns(query, openIdCursor(query.cursor)))
    const items = rows.slice(0, query.limit).map(row => this.#toRun(row))
    const last = items.at(-1)
    return {
      items,
      nextCursor: last === undefined || rows.length <= query.limit ? null : makeIdCursor(last.id),
    }
  }

  async findQueuePlaces(ids: readonly RunId[]): Promise<ReadonlyMap<RunId, QueuePlace>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#session.query<QueuePlaceRow>(findQueuePlaces(ids))
    return new Map(
      rows.map(({ id, running, ahead, behind }) => [
        id,
        { running: Number(running), ahead: Number(ahead), behind },
      ]),
    )
  }

  async update(run: RunRecord, expected: RunGuard): Promise<boolean> {
    const { id, log_size: _logSize, ...values } = this.#toRow(run)
    const count = await this.#tables.runs.update(this.#session, values, { id, ...expected })
    return count === 1
  }

  async claim(id: RunId, claim: RunClaim): Promise<RunRecord | undefined> {
    const [row] = await this.#session.query<RunRow>(claimRun(id, claim))
    return row === undefined ? undefined : this.#toRun(row)
  }

  async beat(
    id: RunId,
    lease: { readonly fence: number; readonly leaseMs: number },
  ): Promise<Heartbeat | undefined> {
    type Row = { lease_expires_at: Date; cancel_requested_at: Date | null; force_requested_at: Date | null }
    const [row] = await this.#session.query<Row>(beatRun(id, lease))
    if (row === undefined) return undefined
    return {
      leaseExpiresAt: row.lease_expires_at.toISOString(),
      cancelRequestedAt: toTimestamp(row.cancel_requested_at),
      forceRequestedAt: toTimestamp(row.force_requested_at),
    }
  }

  async release(
    id: RunId,
    options: { readonly fence: number; readonly delayMs: number; readonly error: RunFailure | null },
  ): Promise<boolean> {
    return (await this.#session.query(releaseRun(id, options))).length === 1
  }

  async listClaimable(): Promise<readonly RunRecord[]> {
    const rows = await this.#session.query<RunRow>(listClaimable)
    return rows.map(row => this.#toRun(row))
  }

  async appendLog(id: RunId, piece: LogPiece): Promise<void> {
    const rows = await this.#session.query(appendLog(id, piece))
    if (rows.length > 0) return
    throw new WaybillError(
      'STALE_ATTEMPT',
      `The attempt with fence ${piece.fence} does not hold run ${id} any more, or log before ${piece.offset} is missing.`,
    )
  }

  async readLog(id: RunId, range: LogRange): Promise<LogChunk | undefined> {
    const [row] = await this.#session.query<StretchRow>(readLog(id, range))
    if (row === undefined) return undefined
    return { offset: range.offset, bytes: cutStretch(row, range), size: Number(row.size) }
  }

  async saveState(id: RunId, state: StateSnapshot & { readonly fence: number }): Promise<void> {
    const bytes = await this.#tables.codec.encode(state.bytes, aboutState(state))
    const sizeBytes = state.bytes.length
    const rows = await this.#session.query(saveState(id, { ...state, bytes, sizeBytes }))
    if (rows.length === 0) throw stale(id, state.fence)
  }

  async findState(workspaceId: WorkspaceId): Promise<StateSnapshot | undefined> {
    const [row] = await this.#tables.states.select(this.#session, {
      where: { workspace_id: workspaceId, diverged: false },
      order: [['id', 'DESC']],
      limit: 1,
    })
    return row === undefined ? undefined : this.#toState(row)
  }

  async listStates(workspaceId: WorkspaceId): Promise<readonly StateEntry[]> {
    const rows = await this.#session.query<Omit<WorkspaceStateRow, 'bytes'>>({
      text: `
        SELECT id, run_id, serial, lineage, size_bytes, saved_at, diverged FROM workspace_states
        WHERE workspace_id = $1 ORDER BY id DESC LIMIT 100`,
      values: [workspaceId],
    })
    return rows.map(row => ({
      id: row.id,
      runId: row.run_id,
      serial: Number(row.serial),
      lineage: row.lineage,
      sizeBytes: Number(row.size_bytes),
      savedAt: row.saved_at.toISOString(),
      diverged: row.diverged,
    }))
  }

  async readState(workspaceId: WorkspaceId, stateId: string): Promise<StateSnapshot | undefined> {
    // What is no number is not asked of a database that expects one.
    if (!/^\d{1,18}$/.test(stateId)) return undefined
    const where = { id: stateId, workspace_id: workspaceId }
    const [row] = await this.#tables.states.select(this.#session, { where })
    return row === undefined ? undefined : this.#toState(row)
  }

  async putState(runId: RunId, state: StateSnapshot, as: 'newest' | 'diverged' = 'newest'): Promise<void> {
    const { serial, lineage } = state
    const bytes = await this.#tables.codec.encode(state.bytes, aboutState(state))
    // No attempt has the fence 0: the newest three of an attempt are counted without it.
    const rows = await this.#session.query({
      text: `
        INSERT INTO workspace_states
          (workspace_id, run_id, fence, serial, lineage, bytes, size_bytes, saved_at, diverged)
        SELECT workspace_id, id, 0, $2, $3, $4, $5, clock_timestamp(), $6 FROM runs WHERE id = $1
        RETURNING id`,
      values: [runId, serial, lineage, bytes, state.bytes.length, as === 'diverged'],
    })
    if (rows.length === 0) throw new WaybillError('RUN_NOT_FOUND', `There is no run ${runId}.`)
  }

  async saveLedger(
    id: RunId,
    { fence, entries }: { readonly fence: number; readonly entries: readonly LedgerEntry[] },
  ): Promise<void> {
    const rows = await this.#session.query(saveLedger(id, fence, entries))
    if (rows.length === 0) throw stale(id, fence)
  }

  async findLedger(id: RunId): Promise<readonly LedgerEntry[]> {
    const [row] = await this.#tables.plans.select(this.#session, { where: { run_id: id } })
    return row?.ledger ?? []
  }

  async savePlan(id: RunId, { fence, bytes, state }: StoredPlan & { readonly fence: number }): Promise<void> {
    const stored = {
      bytes: await this.#tables.codec.encode(bytes, id),
      serial: state?.serial ?? null,
      lineage: state?.lineage ?? null,
    }
    const rows = await this.#session.query(savePlan(id, fence, stored))
    if (rows.length === 0) throw stale(id, fence)
  }

  async findPlan(id: RunId): Promise<StoredPlan | undefined> {
    const [row] = await this.#tables.plans.select(this.#session, { where: { run_id: id } })
    if (row === undefined || row.plan === null) return undefined
    const { plan_serial: serial, plan_lineage: lineage } = row
    const state = serial === null || lineage === null ? null : { serial: Number(serial), lineage }
    return { bytes: await this.#tables.codec.decode(row.plan, id), state }
  }

  async saveWorker(worker: Worker, is: 'alive' | 'gone' = 'alive'): Promise<void> {
    await this.#session.query(
      is === 'alive'
        ? saveWorker(worker)
        : { text: 'DELETE FROM workers WHERE id = $1', values: [worker.id] },
    )
  }

  async listWorkers(): Promise<readonly Worker[]> {
    const rows = await this.#session.query<WorkerRow>({
      text: `SELECT * FROM workers WHERE seen_at > clock_timestamp() - interval '30 s' ORDER BY id COLLATE "C"`,
    })
    return rows.map(toWorker)
  }

  #toRow(run: RunRecord): RunRow {
    const parameters = this.#tables.codec.encodeJson(run.parameters, aboutParameters('run', run))
    return toRunRow({ ...run, parameters })
  }

  #toRun(row: RunRow): RunRecord {
    const run = toRun(row)
    return { ...run, parameters: this.#tables.codec.decodeJson(run.parameters, aboutParameters('run', run)) }
  }

  async #toState(row: WorkspaceStateRow): Promise<StateSnapshot> {
    const { lineage } = row
    const serial = Number(row.serial)
    return {
      serial,
      lineage,
      bytes: await this.#tables.codec.decode(row.bytes, aboutState({ serial, lineage })),
    }
  }
}

function stale(id: RunId, fence: number): WaybillError {
  return new WaybillError(
    'STALE_ATTEMPT',
    `The attempt with fence ${fence} does not hold run ${id} any more.`,
  )
}
