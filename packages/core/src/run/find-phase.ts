import { hasBegun } from './ledger.js'
import type { RunFailure, RunRecord } from './run.js'
import type { RunStore } from './run-store.js'

/** How far a run has come that nobody executes: a cut-off attempt counts, too, whose plan waits to be approved. */
export async function findPhase(
  runs: RunStore,
  { id, status, attempt }: RunRecord,
): Promise<RunFailure['phase']> {
  if (attempt > 0 && hasBegun(await runs.findLedger(id))) return 'apply'
  return status === 'planned' ? 'plan' : 'prepare'
}
