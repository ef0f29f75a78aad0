import type { LedgerEntry, RunRecord } from './run.js'
import type { RunStore } from './run-store.js'
import { isOpen } from './uncertain-resources.js'

/** Enough to find the newest one that was executed: others were canceled while they waited. */
const mostRuns = 20

/**
 * What the run before has left uncertain, which a new run of the workspace has to know: nothing where that one was
 * applied, because somebody has accepted it then.
 */
export async function findLeftLedger(
  runs: Pick<RunStore, 'list' | 'findLedger'>,
  { id, workspaceId, kind }: Pick<RunRecord, 'id' | 'workspaceId' | 'kind'>,
): Promise<readonly LedgerEntry[]> {
  if (kind === 'plan' || kind === 'refresh') return []
  const { items } = await runs.list({ workspaceId, limit: mostRuns })
  const before = items.find(run => run.id !== id && isChanging(run) && run.attempt > 0)
  if (before === undefined || before.status === 'applied') return []
  const uncertain = new Set(before.uncertain.filter(isOpen).map(({ address }) => address))
  if (uncertain.size === 0) return []
  const entries = await runs.findLedger(before.id)
  return entries.filter(({ address }) => uncertain.has(address))
}

function isChanging({ kind }: RunRecord): boolean {
  return kind !== 'plan' && kind !== 'refresh'
}
