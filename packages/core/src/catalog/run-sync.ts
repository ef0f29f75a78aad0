import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import type { NewId, SyncId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import type { RequestOrigin } from '../request/request-origin.js'
import { stampEvents } from '../request/stamp-events.js'
import type { FoundApp } from '../source/found-app.js'
import type { ScanSourceOptions } from '../source/scan-source.js'
import type { Source, SourceInfo } from '../source/source.js'
import { applyPlan } from './apply-plan.js'
import type { CatalogStore } from './catalog-store.js'
import type { KnownCatalogCache } from './known-catalog-cache.js'
import { fingerprintsOf } from './plan-app.js'
import { partOf, planPartSlices } from './plan-part.js'
import { planSyncSlices } from './plan-sync.js'
import { checkRemovals, heldError } from './removal-guard.js'
import { runInSlices } from './slices.js'
import type { SyncOptions, SyncReport } from './sync.js'
import { buildSyncEvents } from './sync-events.js'
import type { KnownCatalog, SyncPlan } from './sync-plan.js'
import { endReport, startReport } from './sync-report.js'

/** Tries to write before giving up. Another process must get in between every time for one more. */
const maxAttempts = 10

/** What a sync works with. */
export interface SyncDeps {
  /** Reads the source and checks what it finds. */
  readonly scan: (options: ScanSourceOptions) => Promise<readonly FoundApp[]>
  /** The source as it is now, with the commit of the last scan. */
  readonly sourceInfo: () => SourceInfo
  readonly source: Pick<Source, 'refresh' | 'changes'>
  readonly store: CatalogStore
  readonly known: KnownCatalogCache
  readonly clock: Clock
  readonly newId: NewId
}

/** One sync to be done. */
export interface SyncJob {
  /** @default a new one */
  readonly id?: SyncId
  readonly options: SyncOptions
  /** Who asked for it; null for Waybill itself. */
  readonly actor: string | null
  /** The request that asked for it. */
  readonly origin?: RequestOrigin
  readonly signal: AbortSignal
  /** Called with its report once it has begun. */
  readonly onStart?: (report: SyncReport) => void
  /** Called with the number of app folders that were found so far, again and again while they are read. */
  readonly onProgress?: (found: number) => void
  /**
   * Called before the source is read: what is written to the source from now on may not be seen. Answers the folders
   * that may have changed since the last sync of this process, for whoever watches them; undefined when any may.
   */
  readonly onReading?: () => ReadonlySet<string> | undefined
}

/**
 * Scans, plans, guards and applies; again from the start when another sync was quicker. A dry run writes
 * nothing, and one that would be held says so in its report. A held or failed sync leaves its report and event.
 * An aborted one leaves nothing.
 * @throws WaybillError `SOURCE_UNAVAILABLE`, `SYNC_HELD` (with `plan` in `details`), `SYNC_CONFLICT` when others
 * were quicker ten times, which may be retried; the signal's reason when it is aborted
 */
export async function runSync(deps: SyncDeps, job: SyncJob): Promise<SyncReport> {
  const { options, signal } = job
  const id = job.id ?? deps.newId<SyncId>()
  const start = startReport({ id, options, source: deps.sourceInfo(), startedAt: deps.clock() })
  job.onStart?.(start)
  const seen: Seen = {}
  try {
    return await tryToSync(deps, job, start, seen)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const held = isWaybillError(error) && error.code === 'SYNC_HELD'
    const end = endReport(start, {
      known: seen.known,
      plan: held ? seen.plan : undefined,
      endedAt: deps.clock(),
      source: deps.sourceInfo(),
      error,
    })
    if (options.dryRun && held) return end
    // This error is the one to tell: a storage that fails now as well is noticed by whoever comes next.
    if (!options.dryRun) await storeEnd(deps.store, end, job).catch(() => undefined)
    throw held ? withPlan(error, end) : error
  }
}

/** How far a sync came. */
interface Seen {
  known?: KnownCatalog
  plan?: SyncPlan
}

async function tryToSync(deps: SyncDeps, job: SyncJob, start: SyncReport, seen: Seen): Promise<SyncReport> {
  const { options, actor, origin, signal } = job
  const watched = job.onReading?.()
  await deps.source.refresh?.({ signal })
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const known = await deps.known.read()
    seen.known = known
    signal.throwIfAborted()
    const { plan, state } = await planFromSource(deps, job, { known, watched })
    seen.plan = plan
    const hold = options.force ? undefined : checkRemovals(plan, known)
    if (hold !== undefined) throw heldError(hold)
    const report = endReport(start, { known, plan, endedAt: deps.clock(), source: deps.sourceInfo() })
    if (options.dryRun) return report
    signal.throwIfAborted()
    const events = stampEvents(buildSyncEvents(report, actor, plan), origin)
    const { applied, version } = await deps.store.applySync({ plan, report, events })
    if (!applied) continue
    deps.known.replace(applyPlan(known, plan, version), state)
    return { ...report, catalogVersion: version }
  }
  throw new WaybillError(
    'SYNC_CONFLICT',
    `Other syncs were quicker ${maxAttempts} times. Nothing was changed.`,
    {
      hint: 'Sync again, or let fewer processes sync at the same time.',
    },
  )
}

async function planFromSource(
  deps: SyncDeps,
  job: SyncJob,
  { known, watched }: { readonly known: KnownCatalog; readonly watched: ReadonlySet<string> | undefined },
): Promise<{ readonly plan: SyncPlan; readonly state: string | undefined }> {
  const last = deps.known.sourceOf(known)
  const changes = await deps.source.changes?.({ since: last?.state, signal: job.signal })
  const changed = changes === undefined ? last && watched : changes.folders
  const plan =
    (changed && (await planPart(deps, job, { known, changed }))) ?? (await planAll(deps, job, known))
  return { plan, state: changes?.state }
}

/** Looks at all folders. */
async function planAll({ scan, newId }: SyncDeps, job: SyncJob, known: KnownCatalog): Promise<SyncPlan> {
  const { signal, onProgress } = job
  const found = await scan({ known: fingerprintsOf(known.apps), signal, onProgress })
  return runInSlices(planSyncSlices({ found, known, newId }), signal)
}

/** Looks at the folders that may have changed; undefined when that is not enough. */
async function planPart(
  { scan, newId }: SyncDeps,
  { signal }: SyncJob,
  { known, changed }: { readonly known: KnownCatalog; readonly changed: ReadonlySet<string> },
): Promise<SyncPlan | undefined> {
  const part = partOf(known, changed)
  if (part.folders.size === 0) return unchangedPlan(known)
  const found = await scan({ known: fingerprintsOf(part.apps), folders: part.folders, signal })
  return runInSlices(planPartSlices({ part, found, known, newId }), signal)
}

function unchangedPlan(known: KnownCatalog): SyncPlan {
  const found = known.apps.filter(app => app.status !== 'removed').length
  return { baseVersion: known.version, changes: [], unchanged: found, found }
}

/** Stores the report and the event of a sync that changed nothing, whatever the version is meanwhile. */
async function storeEnd(
  store: CatalogStore,
  report: SyncReport,
  { actor, origin }: Pick<SyncJob, 'actor' | 'origin'>,
): Promise<void> {
  const events = stampEvents(buildSyncEvents(report, actor), origin)
  let baseVersion: number | undefined
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    baseVersion ??= (await store.getVersion()).number
    const plan = { baseVersion, changes: [], unchanged: 0, found: 0 }
    const outcome = await store.applySync({ plan, report, events })
    if (outcome.applied) return
    baseVersion = outcome.version
  }
}

function withPlan(held: WaybillError, { id, counts, changes }: SyncReport): WaybillError {
  const { message, hint, details } = held
  return new WaybillError('SYNC_HELD', message, {
    hint,
    details: { ...details, syncId: id, plan: { counts, changes } },
  })
}
