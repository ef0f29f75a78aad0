import { lostReport, type SyncReport } from '@waybill/core'
import { DataTypes } from 'sequelize'
import type { Statement } from '../database/statement.js'
import { optional, required, type TableDefinition } from '../schema/table-definition.js'
import { toTimestamp } from '../schema/timestamp-column.js'

/** The reports of syncs. */
export const syncsTable: TableDefinition = {
  name: 'syncs',
  columns: {
    id: required(DataTypes.UUID, { primaryKey: true }),
    status: required(DataTypes.TEXT),
    dry_run: required(DataTypes.BOOLEAN),
    source: required(DataTypes.JSONB),
    started_at: required(DataTypes.DATE),
    ended_at: optional(DataTypes.DATE),
    duration_ms: optional(DataTypes.INTEGER),
    catalog_version: optional(DataTypes.INTEGER),
    counts: required(DataTypes.JSONB),
    changes: required(DataTypes.JSONB),
    error: optional(DataTypes.JSONB),
    // When its process last said that it runs.
    seen_at: optional(DataTypes.DATE),
  },
}

export interface SyncRow {
  readonly id: SyncReport['id']
  readonly status: SyncReport['status']
  readonly dry_run: boolean
  readonly source: SyncReport['source']
  readonly started_at: Date
  readonly ended_at: Date | null
  readonly duration_ms: number | null
  readonly catalog_version: number | null
  readonly counts: SyncReport['counts']
  readonly changes: SyncReport['changes']
  readonly error: SyncReport['error']
  readonly lost: boolean | null
}

/** Silent for so long, a sync that runs counts as lost. */
const lostAfter = "interval '30 s'"

/** Reports, newest first; one more column says whether it is of a sync that is lost, by the database's clock. */
export function listSyncs(id: string | undefined, limit: number): Statement {
  return {
    text: `
      SELECT *, status = 'running' AND seen_at < clock_timestamp() - ${lostAfter} AS lost FROM syncs
      WHERE $1::uuid IS NULL OR id = $1
      ORDER BY id DESC LIMIT $2`,
    values: [id ?? null, limit],
  }
}

export function toSyncReport(row: SyncRow): SyncReport {
  const report = toReport(row)
  return row.lost === true ? lostReport(report) : report
}

function toReport(row: SyncRow): SyncReport {
  return {
    id: row.id,
    status: row.status,
    dryRun: row.dry_run,
    source: row.source,
    startedAt: row.started_at.toISOString(),
    endedAt: toTimestamp(row.ended_at),
    durationMs: row.duration_ms,
    catalogVersion: row.catalog_version,
    counts: row.counts,
    changes: row.changes,
    error: row.error,
  }
}
