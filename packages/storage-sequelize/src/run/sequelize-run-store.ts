import {
  type Heartbeat,
  type LogChunk,
  makeIdCursor,
  openIdCursor,
  type RunClaim,
  type RunGuard,
  type RunId,
  type RunQuery,
  type RunRecord,
  type RunStore,
  type StateSnapshot,
  WaybillError,
  type Worker,
  type WorkspaceId,
} from '@waybill/core'
import type { Sequelize } from 'sequelize'
import type { Session } from '../database/session.js'
import { Table } from '../schema/table.js'
import { toTimestamp } from '../schema/timestamp-column.js'
import { appendLog, type LogPiece } from './append-log.js'
import { beatRun } from './beat-run.js'
import { claimRun } from './claim-run.js'
import { listClaimable } from './list-claimable.js'
import { listRuns } from './list-runs.js'
import { cutStretch, type LogRange, readLog, type StretchRow } from './read-log.js'
import { type RunRow, runsTable, toRun, toRunRow } from './runs-table.js'
import { saveState } from './save-state.js'
import { saveWorker } from './save-worker.js'
import { compressState, expandState } from './state-compression.js'
import { toWorker, type WorkerRow, workersTable } from './workers-table.js'
import { type WorkspaceStateRow, workspaceStatesTable } from './workspace-states-table.js'

/** The tables that a run store works on through Sequelize. */
export interface RunTables {
  readonly runs: Table<RunRow>
  readonly states: Table<WorkspaceStateRow>
  readonly workers: Table<WorkerRow>
}

export function makeRunTables(sequelize: Sequelize): RunTables {
  return {
    runs: new Table<RunRow>(sequelize, runsTable),
    states: new Table<WorkspaceStateRow>(sequelize, workspaceStatesTable),
    workers: new Table<WorkerRow>(sequelize, workersTable),
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
    await this.#tables.runs.insert(this.#session, { ...toRunRow(run), log_size: '0' })
  }

  async find(id: RunId): Promise<RunRecord | undefined> {
    const [row] = await this.#tables.runs.select(this.#session, { where: { id } })
    return row === undefined ? undefined : toRun(row)
  }

  async list(query: RunQuery & { readonly ids?: readonly RunId[] }) {
    const rows = await this.#tables.runs.select(this.#session, listRuns(query, openIdCursor(query.cursor)))
    const items = rows.slice(0, query.limit).map(toRun)
    const last = items.at(-1)
    return {
      items,
      nextCursor: last === undefined || rows.length <= query.limit ? null : makeIdCursor(last.id),
    }
  }

  async update(run: RunRecord, expected: RunGuard): Promise<boolean> {
    const { id, log_size: _logSize, ...values } = toRunRow(run)
    const count = await this.#tables.runs.update(this.#session, values, { id, ...expected })
    return count === 1
  }

  async claim(id: RunId, claim: RunClaim): Promise<RunRecord | undefined> {
    const [row] = await this.#session.query<RunRow>(claimRun(id, claim))
    return row === undefined ? undefined : toRun(row)
  }

  async beat(
    id: RunId,
    lease: { readonly fence: number; readonly leaseMs: number },
  ): Promise<Heartbeat | undefined> {
    type Row = { lease_expires_at: Date; cancel_requested_at: Date | null }
    const [row] = await this.#session.query<Row>(beatRun(id, lease))
    if (row === undefined) return undefined
    return {
      leaseExpiresAt: row.lease_expires_at.toISOString(),
      cancelRequestedAt: toTimestamp(row.cancel_requested_at),
    }
  }

  async listClaimable(): Promise<readonly RunRecord[]> {
    const rows = await this.#session.query<RunRow>(listClaimable)
    return rows.map(toRun)
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
    const bytes = await compressState(state.bytes)
    const rows = await this.#session.query(saveState(id, { ...state, bytes }))
    if (rows.length > 0) return
    throw new WaybillError(
      'STALE_ATTEMPT',
      `The attempt with fence ${state.fence} does not hold run ${id} any more.`,
    )
  }

  async findState(workspaceId: WorkspaceId): Promise<StateSnapshot | undefined> {
    const [row] = await this.#tables.states.select(this.#session, {
      where: { workspace_id: workspaceId },
      order: [['id', 'DESC']],
      limit: 1,
    })
    if (row === undefined) return undefined
    return {
      serial: Number(row.serial),
      lineage: row.lineage,
      bytes: new Uint8Array(await expandState(row.bytes)),
    }
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
}
