import type { AppStatus } from '../catalog/app.js'
import type { RunKind, RunStatus } from '../run/run.js'

/** Runs of one kind that stand at one status. */
export interface RunCount {
  readonly kind: RunKind
  readonly status: RunStatus
  readonly count: number
  /** Tries of all of them. */
  readonly attempts: number
}

/** How full a storage is and what waits in it, for probes and metrics. */
export interface StorageReport {
  /** What its schema lacks; empty when it fits this version. */
  readonly pendingMigrations: readonly string[]
  readonly apps: Readonly<Partial<Record<AppStatus, number>>>
  readonly runs: readonly RunCount[]
  /** Runs that no worker has taken yet, and how long the oldest of them has waited. */
  readonly queue: { readonly depth: number; readonly oldestSeconds: number | null }
  readonly leases: { readonly held: number; readonly expired: number }
  /** Workers that live. */
  readonly workers: number
  /** Messages of webhooks that have not been taken yet. */
  readonly pendingDeliveries: number
  /** Connections to the database; null where there are none. */
  readonly pool: PoolReport | null
}

/** Connections to the database. */
export interface PoolReport {
  readonly max: number
  readonly open: number
  readonly idle: number
  /** Callers that wait for one. */
  readonly waiting: number
}
