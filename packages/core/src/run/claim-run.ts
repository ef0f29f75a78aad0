import type { Clock } from '../id/timestamp.js'
import type { Storage } from '../storage/storage.js'
import { moveWorkspace } from '../workspace/move-workspace.js'
import { lockRun, type RunKey } from './move-run.js'
import type { RunRecord } from './run.js'
import { buildRunEvent, buildWorkspaceEvent } from './run-events.js'
import { isHeld } from './run-state.js'
import type { RunClaim } from './run-store.js'

/** Leases a run and moves its workspace along, in one transaction. Undefined when it is not to be had. */
export function claimRun(
  storage: Storage,
  key: RunKey,
  { clock, ...claim }: RunClaim & { readonly clock: Clock },
): Promise<RunRecord | undefined> {
  return storage.transaction(async stores => {
    const before = await lockRun(stores, key)
    // Nothing new begins before it is settled which state holds; what has begun goes on.
    if (before.workspace.diverged && !isHeld(before.run.status)) return undefined
    const run = await stores.runs.claim(key.id, claim)
    if (run === undefined) return undefined
    const origin = { at: clock().toISOString(), actor: null }
    await stores.events.append([buildRunEvent('run.status', { run, workspace: before.workspace }, origin)])
    const workspace = moveWorkspace(before.workspace, { run, at: origin.at })
    const from = before.workspace.status
    if (workspace.status === from) return run
    await stores.workspaces.update(workspace)
    await stores.events.append([buildWorkspaceEvent('workspace.status', workspace, { ...origin, from })])
    return run
  })
}
