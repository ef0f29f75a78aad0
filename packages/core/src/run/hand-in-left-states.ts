import type { Engine, LeftState } from '../engine/engine.js'
import type { Clock } from '../id/timestamp.js'
import type { OnLog } from '../log/log-entry.js'
import type { Storage } from '../storage/storage.js'
import { keepLateState } from './late-state.js'
import type { RunRecord } from './run.js'
import { isTerminal } from './run-state.js'

/** What handing in works with. */
export interface HandInOptions {
  readonly storage: Storage
  readonly engines: ReadonlyMap<string, Engine>
  readonly clock: Clock
  readonly onLog: OnLog
}

/**
 * Hands in the states that runs have left on this host when their workers died: another host may have gone on
 * without them. A run that goes on is let be: its next attempt here takes up what lies there, and one elsewhere may
 * still end. Answers how many workspaces wait for a choice now.
 */
export async function handInLeftStates(options: HandInOptions): Promise<number> {
  let kept = 0
  for (const engine of options.engines.values()) {
    for await (const left of listLeft(engine)) if (await handIn(options, left)) kept += 1
  }
  return kept
}

async function handIn(
  { storage, clock, onLog }: HandInOptions,
  { runId, state, forget }: LeftState,
): Promise<boolean> {
  const run = await storage.runs.find(runId)
  if (run === undefined || !isLeftBehind(run)) return false
  const late = { run, state, at: clock().toISOString() }
  const isKept = await storage.transaction(stores => keepLateState(stores, late))
  if (isKept) {
    const fields = { runId, workspaceId: run.workspaceId }
    onLog({
      level: 'warn',
      message: 'A state was left here: its workspace waits until one is chosen.',
      fields,
    })
  }
  // Looked at once: later runs change what it names, and it would seem to be news then.
  if (isTerminal(run.status)) await forget()
  return isKept
}

async function* listLeft(engine: Engine): AsyncGenerator<LeftState> {
  if (engine.findLeft !== undefined) yield* engine.findLeft()
}

/** Whoever ends a run or holds its plan removes what lies on the host first; so something that is there was left. */
function isLeftBehind({ status, attempt }: RunRecord): boolean {
  return attempt > 0 && (isTerminal(status) || status === 'planned')
}
