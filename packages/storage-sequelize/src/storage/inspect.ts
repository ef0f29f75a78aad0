import type { AppStatus, RunKind, RunStatus, StorageReport } from '@waybill/core'
import type { Pool } from 'pg'
import type { DatabaseTarget } from '../database/connection.js'
import type { Session } from '../database/session.js'
import { isUpToDate, readSchemaState } from '../migration/schema-state.js'

interface WaitingRow {
  readonly depth: number
  readonly oldest_seconds: number | null
  readonly held: number
  readonly expired: number
  readonly pending_deliveries: number
}

/** Counts what is stored and what waits, by the database's clock. */
export async function inspect(
  session: Session,
  { pool, target }: { readonly pool: Pool; readonly target: DatabaseTarget },
): Promise<Omit<StorageReport, 'workers'>> {
  const [schema, apps, runs, [waiting]] = await Promise.all([
    readSchemaState(pool, target),
    session.query<{ status: AppStatus; count: number }>({
      text: 'SELECT status, count(*)::int AS count FROM apps GROUP BY status',
    }),
    session.query<{ kind: RunKind; status: RunStatus; count: number; attempts: number }>({
      text: `
        SELECT kind, status, count(*)::int AS count, sum(attempt)::int AS attempts
        FROM runs GROUP BY kind, status ORDER BY kind, status`,
    }),
    session.query<WaitingRow>({ text: waitingSql }),
  ])
  const { totalCount, idleCount, waitingCount, options } = pool
  return {
    pendingMigrations: isUpToDate(schema) ? [] : pendingOf(schema),
    apps: Object.fromEntries(apps.map(({ status, count }) => [status, count])),
    runs,
    queue: { depth: waiting?.depth ?? 0, oldestSeconds: waiting?.oldest_seconds ?? null },
    leases: { held: waiting?.held ?? 0, expired: waiting?.expired ?? 0 },
    pendingDeliveries: waiting?.pending_deliveries ?? 0,
    pool: { max: options.max ?? 0, open: totalCount, idle: idleCount, waiting: waitingCount },
  }
}

const waitingSql = `
  SELECT
    count(*) FILTER (WHERE status = 'pending')::int AS depth,
    extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE status = 'pending'))::float8
      AS oldest_seconds,
    count(*) FILTER (WHERE lease_expires_at > clock_timestamp())::int AS held,
    count(*) FILTER (WHERE lease_expires_at <= clock_timestamp())::int AS expired,
    (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending')::int AS pending_deliveries
  FROM runs WHERE status IN ('pending', 'planning', 'planned', 'applying')`

function pendingOf({ migrations, queueExists }: Awaited<ReturnType<typeof readSchemaState>>): string[] {
  const pending = migrations.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name)
  return queueExists ? pending : [...pending, 'the tables of the queue']
}
