import type { RunId, WorkspaceId } from '../id/ids.js'
import type { Timestamp } from '../id/timestamp.js'
import type { StateSnapshot } from '../run/run-store.js'
import type { StateEntry } from '../run/state-entry.js'
import { MemoryTable } from './memory-table.js'

/** States of an attempt that are kept, besides which those of other attempts stay. */
const statesPerAttempt = 3

interface KeptState {
  readonly entry: StateEntry
  readonly fence: number | null
  readonly state: StateSnapshot
}

interface StateToKeep {
  readonly runId: RunId
  readonly state: StateSnapshot
  /** Null for one that no attempt has journalled. */
  readonly fence: number | null
  readonly savedAt: Timestamp
  readonly diverged?: boolean
}

/** The states of workspaces in memory, the newest of each behind the others. */
export class MemoryStateJournal {
  readonly #states = new MemoryTable<WorkspaceId, readonly KeptState[]>()

  /** Keeps a state, unless the newest one of its lineage has its serial already, or a higher one. */
  save(workspaceId: WorkspaceId, added: StateToKeep): void {
    const newest = this.find(workspaceId)
    const { lineage, serial } = added.state
    if (newest?.lineage !== lineage || newest.serial < serial) this.put(workspaceId, added)
  }

  /** Keeps a state whatever its serial; of an attempt the last three stay. */
  put(workspaceId: WorkspaceId, { runId, state, fence, savedAt, diverged = false }: StateToKeep): void {
    const { serial, lineage } = state
    const bytes = state.bytes.slice()
    const kept = this.#states.get(workspaceId) ?? []
    const own = kept.filter(other => other.entry.runId === runId && other.fence === fence)
    const dropped = new Set(
      fence === null ? [] : own.slice(0, Math.max(0, own.length - statesPerAttempt + 1)),
    )
    const id = String(Number(kept.at(-1)?.entry.id ?? 0) + 1)
    const entry = { id, runId, serial, lineage, sizeBytes: bytes.length, savedAt, diverged }
    const added = { entry, fence, state: { serial, lineage, bytes } }
    this.#states.set(workspaceId, [...kept.filter(other => !dropped.has(other)), added])
  }

  /** The newest that has not diverged. */
  find(workspaceId: WorkspaceId): StateSnapshot | undefined {
    return this.#states.get(workspaceId)?.findLast(({ entry }) => !entry.diverged)?.state
  }

  /** Newest first, at most 100. */
  list(workspaceId: WorkspaceId): readonly StateEntry[] {
    const kept = this.#states.get(workspaceId) ?? []
    return kept
      .map(({ entry }) => entry)
      .reverse()
      .slice(0, 100)
  }

  read(workspaceId: WorkspaceId, stateId: string): StateSnapshot | undefined {
    return this.#states.get(workspaceId)?.find(({ entry }) => entry.id === stateId)?.state
  }

  /** Remembers what is kept now; the returned function brings it back. */
  snapshot(): () => void {
    return this.#states.snapshot()
  }
}
