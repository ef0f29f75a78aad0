import type { SyncReport } from '@waybill/core'
import { type Statement, storableJson } from '../database/statement.js'
import type { ChangeContext } from './write-changes.js'

const columns =
  'id, status, dry_run, source, started_at, ended_at, duration_ms, catalog_version, counts, changes, error'

/** Takes the place of what was noted while it ran. */
const replaceRunning = `
      ON CONFLICT (id) DO UPDATE SET
        (status, source, ended_at, duration_ms, catalog_version, counts, changes, error, seen_at) = (
          excluded.status, excluded.source, excluded.ended_at, excluded.duration_ms, excluded.catalog_version,
          excluded.counts, excluded.changes, excluded.error, excluded.seen_at
        )
      WHERE syncs.status = 'running'`

/** Stores that a sync runs; the report of one that has ended stays as it is. */
export function noteReport(report: SyncReport): Statement {
  return {
    text: `
      INSERT INTO syncs (${columns}, seen_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())${replaceRunning}`,
    values: toValues(report),
  }
}

/** Stores the report and, when the sync changed something, the new version: the last that a sync writes. */
export function writeReport({ report, version }: ChangeContext): Statement {
  return {
    text: `
      WITH counted AS (
        UPDATE catalog_version SET number = $1, changed_at = $2 WHERE number < $1
      )
      INSERT INTO syncs (${columns})
      VALUES ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)${replaceRunning}`,
    values: [
      version,
      report.endedAt ?? report.startedAt,
      ...toValues({ ...report, catalogVersion: report.status === 'completed' ? version : null }),
    ],
  }
}

function toValues(report: SyncReport): readonly unknown[] {
  return [
    report.id,
    report.status,
    report.dryRun,
    storableJson(report.source),
    report.startedAt,
    report.endedAt,
    report.durationMs,
    report.catalogVersion,
    storableJson(report.counts),
    storableJson(report.changes),
    report.error === null ? null : storableJson(report.error),
  ]
}
