import type { ChangeKind, SyncCounts, SyncReport } from './sync.js'
import { changeKinds } from './sync.js'
import type { AppChange, KnownApp, KnownCatalog, SyncPlan } from './sync-plan.js'

/** Changes that a report names; the counts tell of all. */
const maxNamed = 1000

/** What a person has to see first, so that it is not what the limit cuts off. */
const byConcern: readonly ChangeKind[] = [
  'broken',
  'removed',
  'moved',
  'recovered',
  'restored',
  'changed',
  'added',
]

/** Counts what a plan does, and what the catalog holds once it is applied. Without a plan: what it holds now. */
export function countSync(known: KnownCatalog | undefined, plan?: SyncPlan): SyncCounts {
  const changes = plan?.changes ?? []
  const kinds = Object.fromEntries(changeKinds.map(kind => [kind, 0])) as Record<ChangeKind, number>
  for (const { kind } of changes) kinds[kind] += 1
  const totals = { active: 0, invalid: 0, neverValid: 0, errors: 0, warnings: 0 }
  const changed = new Set(changes.map(({ app }) => app.id))
  for (const app of known?.apps ?? []) if (!changed.has(app.id)) addApp(totals, app)
  for (const { app } of changes) addApp(totals, app)
  return { found: plan?.found ?? 0, unchanged: plan?.unchanged ?? 0, ...kinds, ...totals }
}

type Totals = Pick<SyncCounts, 'active' | 'invalid' | 'neverValid' | 'errors' | 'warnings'>

function addApp(totals: Totals, app: KnownApp): void {
  if (app.status === 'removed') return
  totals[app.status === 'broken' ? 'neverValid' : app.status] += 1
  totals.errors += app.errors
  totals.warnings += app.warnings
}

/** The changes as a report names them: those of most concern first, then by slug; `touched` ones left out. */
export function nameChanges(changes: readonly AppChange[]): SyncReport['changes'] {
  const named: SyncReport['changes'] = []
  for (const kind of byConcern) {
    const ofKind = changes.filter(change => change.kind === kind)
    ofKind.sort((a, b) => (a.app.slug < b.app.slug ? -1 : 1))
    for (const { app, from } of ofKind.slice(0, maxNamed - named.length)) {
      named.push(from === undefined ? { kind, slug: app.slug } : { kind, slug: app.slug, from })
    }
  }
  return named
}
