import { type Statement, storableJson } from '../database/statement.js'
import type { ChangeContext } from './write-changes.js'

/** Stores the report and, when the sync changed something, the new version: the last that a sync writes. */
export function writeReport({ report, version }: ChangeContext): Statement {
  return {
    text: `
      WITH counted AS (
        UPDATE catalog_version SET number = $1, changed_at = $2 WHERE number < $1
      )
      INSERT INTO syncs (
        id, status, dry_run, source, started_at, ended_at, duration_ms, catalog_version, counts, changes, error
      ) VALUES ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      version,
      report.endedAt ?? report.startedAt,
      report.id,
      report.status,
      report.dryRun,
      storableJson(report.source),
      report.startedAt,
      report.endedAt,
      report.durationMs,
      report.status === 'completed' ? version : null,
      storableJson(report.counts),
      storableJson(report.changes),
      report.error === null ? null : storableJson(report.error),
    ],
  }
}
