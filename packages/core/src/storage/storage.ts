import type { TokenStore } from '../access/token-store.js'
import type { CatalogStore } from '../catalog/catalog-store.js'
import type { EventStore } from '../event/event-store.js'
import type { Timestamp } from '../id/timestamp.js'
import type { AnswerStore } from '../idempotency/answer-store.js'
import type { RunQueue } from '../run/run-queue.js'
import type { RunStore } from '../run/run-store.js'
import type { WebhookStore } from '../webhook/webhook-store.js'
import type { WorkspaceStore } from '../workspace/workspace-store.js'
import type { StorageReport } from './storage-report.js'

/** Every store of Waybill. */
export interface Stores {
  readonly catalog: CatalogStore
  readonly workspaces: WorkspaceStore
  readonly runs: RunStore
  readonly events: EventStore
  readonly queue: RunQueue
  readonly tokens: TokenStore
  readonly webhooks: WebhookStore
}

/** What a storage says of itself. */
export interface StorageInfo {
  readonly kind: 'memory' | 'postgresql'
  /** Version of the database; null in memory. */
  readonly version: string | null
  /** Where it is, without secrets. */
  readonly location: string
}

/** All stores on one database. */
export interface Storage extends Stores {
  readonly info: StorageInfo
  /** Answers of a server to requests that carried a key. */
  readonly answers: AnswerStore
  /**
   * Runs `work` with stores that commit together when it resolves and roll back when it rejects. Keep it short:
   * never wait for a process or a network call inside.
   */
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>
  /** @throws WaybillError `STORAGE_UNAVAILABLE` when the database does not answer */
  ping(): Promise<void>
  /**
   * Forgets what is older: events, reports of syncs, logs and plans of runs that have ended, states that others
   * followed, destroyed workspaces with all their runs, and templates that nothing uses any more. The newest of each is
   * kept. Left out by a storage that keeps nothing past its process.
   */
  prune?(before: Timestamp): Promise<void>
  /**
   * Counts what is stored and what waits, for probes and metrics. Left out where there is nothing to watch.
   * @throws WaybillError `STORAGE_UNAVAILABLE`
   */
  inspect?(): Promise<StorageReport>
  /** Callable twice. */
  close(): Promise<void>
}
