import type { Engine } from '../engine/engine.js'
import type { NewId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import type { OnLog } from '../log/log-entry.js'
import type { Source } from '../source/source.js'
import type { Storage } from '../storage/storage.js'
import type { RunSignals } from './run-signals.js'

/** How long things take. */
export interface ExecutorTiming {
  /** Length of a lease. */
  readonly leaseMs: number
  /** Time between two heartbeats. */
  readonly beatMs: number
  /** Tries of a run before it is given up. */
  readonly maxAttempts: number
}

/** What executes runs works with. */
export interface ExecutorDeps {
  readonly storage: Storage
  readonly source: Source
  /** By name. */
  readonly engines: ReadonlyMap<string, Engine>
  readonly workerId: string
  /** Runs at the same time. */
  readonly slots: number
  /** Whether a worker is proven dead: its leases are taken at once. */
  readonly isDead: (workerId: string) => boolean
  readonly timing: ExecutorTiming
  readonly signals: RunSignals
  readonly clock: Clock
  /** Monotonic clock in ms. */
  readonly now: () => number
  readonly newId: NewId
  readonly onLog: OnLog
}
