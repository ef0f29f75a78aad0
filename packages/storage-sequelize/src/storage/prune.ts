import type { Timestamp } from '@waybill/core'
import type { Session } from '../database/session.js'

/** Rows of one statement: short transactions, so that nobody waits for them. */
const batch = 1000

/**
 * What goes, each statement again and again until it finds nothing; `$1` is the time before which, `$2` how many at
 * once. Events go from the oldest on, so that the first young one ends the search.
 */
const statements: readonly string[] = [
  `DELETE FROM events WHERE number IN (
    SELECT number FROM events
    WHERE number < coalesce(
      (SELECT number FROM events WHERE at >= $1 ORDER BY number LIMIT 1),
      (SELECT max(number) FROM events)
    )
    ORDER BY number LIMIT $2
  )`,
  `DELETE FROM syncs WHERE id IN (
    SELECT id FROM syncs
    WHERE started_at < $1 AND id <> (SELECT id FROM syncs ORDER BY id DESC LIMIT 1)
    ORDER BY id LIMIT $2
  )`,
  `DELETE FROM workspaces WHERE id IN (
    SELECT id FROM workspaces WHERE status = 'destroyed' AND destroyed_at < $1 ORDER BY id LIMIT $2
  )`,
  // The chunks go with their size, so that a reader finds an empty log and not a hole.
  `WITH old AS (
    UPDATE runs SET log_size = 0 WHERE id IN (
      SELECT id FROM runs WHERE ended_at < $1 AND log_size > 0 ORDER BY id LIMIT $2
    ) RETURNING id
  ), dropped AS (
    DELETE FROM run_log_chunks WHERE run_id IN (SELECT id FROM old)
  )
  SELECT id FROM old`,
  `UPDATE run_plans SET plan = NULL WHERE run_id IN (
    SELECT run_id FROM run_plans JOIN runs ON runs.id = run_id
    WHERE run_plans.plan IS NOT NULL AND ended_at < $1 LIMIT $2
  )`,
  `DELETE FROM workspace_states WHERE id IN (
    SELECT id FROM workspace_states AS old
    WHERE saved_at < $1 AND NOT diverged AND EXISTS (
      SELECT FROM workspace_states AS newer
      WHERE newer.workspace_id = old.workspace_id AND newer.id > old.id AND NOT newer.diverged
    )
    ORDER BY id LIMIT $2
  )`,
  `DELETE FROM workers WHERE id IN (
    SELECT id FROM workers WHERE seen_at < greatest($1::timestamptz, clock_timestamp() - interval '1 day') LIMIT $2
  )`,
  `DELETE FROM template_versions AS old WHERE (name, version) IN (
    SELECT name, version FROM template_versions AS version
    WHERE created_at < $1
      AND NOT EXISTS (SELECT FROM workspaces WHERE template_name = version.name AND template_version = version.version)
      AND NOT EXISTS (SELECT FROM runs WHERE template_name = version.name AND template_version = version.version)
    LIMIT $2
  )`,
]

/** Forgets what is older than `before`. @throws WaybillError `STORAGE_UNAVAILABLE` */
export async function pruneAll(session: Session, before: Timestamp): Promise<void> {
  for (const text of statements) {
    const counted = countRows(text)
    let count = batch
    while (count === batch) {
      const [row] = await session.query<{ count: string }>({
        text: counted,
        values: [new Date(before), batch],
      })
      count = Number(row?.count ?? 0)
    }
  }
}

/** A statement that changes rows, made to say how many: only what it returns is counted. */
function countRows(text: string): string {
  if (text.startsWith('WITH')) {
    const head = text.slice(0, text.lastIndexOf('SELECT id FROM old'))
    return `${head} SELECT count(*) FROM old`
  }
  return `WITH changed AS (${text} RETURNING 1) SELECT count(*) FROM changed`
}
