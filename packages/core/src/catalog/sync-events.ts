import type { EventType, NewEvent } from '../event/event.js'
import type { ChangeKind, SyncReport } from './sync.js'
import type { AppChange, SyncPlan } from './sync-plan.js'

const eventOfKind: Readonly<Record<Exclude<ChangeKind, 'touched'>, EventType>> = {
  added: 'app.added',
  changed: 'app.changed',
  broken: 'app.broken',
  recovered: 'app.recovered',
  moved: 'app.moved',
  removed: 'app.removed',
  restored: 'app.restored',
}

/**
 * The events of a sync that has ended: one per changed app (none for `touched` ones), then the one of the sync
 * itself. `plan` is that of a completed sync; one that was held or failed changed nothing.
 */
export function buildSyncEvents(
  report: SyncReport,
  actor: string | null,
  plan?: SyncPlan,
): readonly NewEvent[] {
  const changes = plan?.changes.filter(change => change.kind !== 'touched') ?? []
  const version = plan === undefined ? null : plan.baseVersion + (changes.length > 0 ? 1 : 0)
  const events: NewEvent[] = []
  for (const change of changes) {
    const event = buildAppEvent(change, { report, actor, version })
    if (event !== undefined) events.push(event)
  }
  const { id, counts, error } = report
  events.push({
    type: report.status === 'held' || report.status === 'failed' ? `sync.${report.status}` : 'sync.completed',
    at: report.endedAt ?? report.startedAt,
    subject: { kind: 'sync', id, name: null },
    actor,
    data: { catalogVersion: version, counts, error },
  })
  return events
}

interface EventContext {
  readonly report: SyncReport
  readonly actor: string | null
  readonly version: number | null
}

function buildAppEvent(
  { kind, app, from }: AppChange,
  { report, actor, version }: EventContext,
): NewEvent | undefined {
  if (kind === 'touched') return undefined
  const { id, slug, status, contentHash, errors, warnings } = app
  const data = { syncId: report.id, catalogVersion: version, status, contentHash, errors, warnings }
  return {
    type: eventOfKind[kind],
    at: report.endedAt ?? report.startedAt,
    subject: { kind: 'app', id, name: slug },
    actor,
    data: from === undefined ? data : { ...data, from },
  }
}
