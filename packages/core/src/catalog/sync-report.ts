import { toWaybillError } from '../error/waybill-error.js'
import type { SyncId } from '../id/ids.js'
import type { SourceInfo } from '../source/source.js'
import { countSync, nameChanges } from './count-sync.js'
import type { SyncOptions, SyncReport } from './sync.js'
import type { KnownCatalog, SyncPlan } from './sync-plan.js'

/** What is known of a sync when it begins. */
export interface SyncStart {
  readonly id: SyncId
  readonly options: SyncOptions
  readonly source: SourceInfo
  readonly startedAt: Date
}

function reportSource({ kind, location, folder, commit }: SourceInfo): SyncReport['source'] {
  return { kind, location, ...(folder !== undefined && { folder }), commit: commit ?? null }
}

/** The report of a sync that has begun. */
export function startReport({ id, options, source, startedAt }: SyncStart): SyncReport {
  return {
    id,
    status: 'running',
    dryRun: options.dryRun,
    source: reportSource(source),
    startedAt: startedAt.toISOString(),
    endedAt: null,
    durationMs: null,
    catalogVersion: null,
    counts: countSync(undefined),
    changes: [],
    error: null,
  }
}

/** How a sync ended: as it was planned, held by the guard, or failed. */
export interface SyncEnd {
  readonly endedAt: Date
  /** The source as it was read: of a Git source, its commit is known only then. */
  readonly source: SourceInfo
  readonly known?: KnownCatalog
  readonly plan?: SyncPlan
  /** Makes it `failed`, or `held` when that is its code. */
  readonly error?: unknown
}

/** The report of a sync that has ended. A held one tells what it would have done. */
export function endReport(start: SyncReport, { endedAt, source, known, plan, error }: SyncEnd): SyncReport {
  const failure = error === undefined ? undefined : toWaybillError(error)
  const status = failure === undefined ? 'completed' : failure.code === 'SYNC_HELD' ? 'held' : 'failed'
  return {
    ...start,
    status,
    source: reportSource(source),
    endedAt: endedAt.toISOString(),
    // A clock that was set back in between must not make it negative.
    durationMs: Math.max(0, endedAt.getTime() - Date.parse(start.startedAt)),
    counts: countSync(known, plan),
    changes: nameChanges(plan?.changes ?? []),
    error: failure === undefined ? null : { code: failure.code, message: failure.message },
  }
}

/** The report of a sync that was not heard of for too long: its process is gone, and nothing of it was written. */
export function lostReport(running: SyncReport): SyncReport {
  const error = {
    code: 'SYNC_LOST',
    message: 'Its process ended before it did. Nothing was changed: sync again.',
  }
  return { ...running, status: 'failed', error }
}
