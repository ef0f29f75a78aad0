import { isStorable } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import type { RunId, WorkspaceId } from '../id/ids.js'
import { loadSurroundings } from '../run/load-surroundings.js'
import { presentRun } from '../run/present-run.js'
import type { RunRecord } from '../run/run.js'
import type { RunSignals } from '../run/run-signals.js'
import { activeStatuses } from '../run/run-state.js'
import type { ParameterMasks } from '../template/parameter-mask.js'
import type { WorkspacesApi } from '../waybill.js'
import { chooseState } from './choose-state.js'
import { type CreateWorkspaceDeps, createWorkspace } from './create-workspace.js'
import { destroyWorkspace } from './destroy-workspace.js'
import type { NewestVersionsCache } from './newest-versions.js'
import { orphanWorkspace } from './orphan-workspace.js'
import { patchWorkspace } from './patch-workspace.js'
import { presentWorkspace } from './present-workspace.js'
import { startWorkspaceRun } from './start-workspace-run.js'
import { updateOutdated } from './update-outdated.js'
import { type Workspace, type WorkspaceRecord, workspaceQuerySchema } from './workspace.js'
import { workspaceNotFound } from './workspace-errors.js'
import { readOutputs } from './workspace-outputs.js'
import { readWorkspaceState, restoreWorkspaceState } from './workspace-states.js'

/** What the workspaces of a Waybill work with. */
export interface WorkspacesDeps extends CreateWorkspaceDeps {
  readonly newest: NewestVersionsCache
  readonly signals: RunSignals
  readonly isSimulated: (engine: string) => boolean
  readonly masks: ParameterMasks
  /** Tells a worker in this process that a run is to be canceled. */
  readonly nudge: (id: RunId) => void
}

/** Makes the workspaces of a Waybill. */
export function makeWorkspaces(deps: WorkspacesDeps): WorkspacesApi {
  const { storage, clock, newId, nudge, signals } = deps
  const stores = { ...deps, store: storage.runs, workspaces: storage.workspaces }
  const present = async (record: WorkspaceRecord) => only(await presentWorkspaces(deps, [record]))

  return {
    create: async input => present(await createWorkspace(deps, input)),
    async list(query = {}) {
      const page = await storage.workspaces.list(parseInput(workspaceQuerySchema, query, 'the query'))
      return { ...page, items: await presentWorkspaces(deps, page.items) }
    },
    async get(idOrName) {
      requireStorable(idOrName)
      const record = await storage.workspaces.find({ by: { idOrName } })
      if (record === undefined) throw workspaceNotFound(idOrName)
      return present(record)
    },
    async destroy(idOrName, { actor = null, orphan = false, background, ifUpdatedAt } = {}) {
      requireStorable(idOrName)
      const at = clock().toISOString()
      if (orphan) {
        return present(
          await storage.transaction(stores =>
            orphanWorkspace(stores, idOrName, { at, actor, newId, ifUpdatedAt }),
          ),
        )
      }
      const { workspace, stopping } = await storage.transaction(stores =>
        destroyWorkspace(stores, idOrName, { at, actor, newId, background, ifUpdatedAt }),
      )
      if (stopping !== undefined) nudge(stopping)
      else signals.notify(workspace.currentRunId)
      return present(workspace)
    },
    async patch(idOrName, input) {
      requireStorable(idOrName)
      return present(await patchWorkspace(deps, idOrName, input))
    },
    async outputs(idOrName, { reveal = false, actor = null } = {}) {
      requireStorable(idOrName)
      return readOutputs(storage, { idOrName, reveal, actor, at: clock().toISOString() })
    },
    async updateOutdated(input) {
      const { runs, skipped } = await updateOutdated(deps, input)
      const surroundings = await loadSurroundings(runs, stores)
      return { runs: runs.map(run => presentRun(run, surroundings)), skipped }
    },
    async chooseState(idOrName, stateId, { actor = null } = {}) {
      requireStorable(idOrName)
      const at = clock().toISOString()
      return present(
        await storage.transaction(all => chooseState(all, { idOrName, stateId, at, actor, newId })),
      )
    },
    async startRun(idOrName, input) {
      requireStorable(idOrName)
      const { run } = await startWorkspaceRun(deps, idOrName, input)
      const surroundings = await loadSurroundings([run], stores)
      return presentRun(run, surroundings)
    },
    async states(idOrName) {
      requireStorable(idOrName)
      const record = await storage.workspaces.find({ by: { idOrName } })
      if (record === undefined) throw workspaceNotFound(idOrName)
      return storage.runs.listStates(record.id)
    },
    async readState(idOrName, stateId) {
      requireStorable(idOrName)
      return readWorkspaceState(storage, idOrName, stateId)
    },
    async restoreState(idOrName, stateId, { actor = null } = {}) {
      requireStorable(idOrName)
      const at = clock().toISOString()
      return storage.transaction(all => restoreWorkspaceState(all, { idOrName, stateId, at, actor }))
    },
  }
}

/** A text that no name can have is not asked of a database that cannot hold it. */
function requireStorable(idOrName: string): void {
  if (!isStorable(idOrName)) throw workspaceNotFound(idOrName)
}

async function presentWorkspaces(
  deps: WorkspacesDeps,
  records: readonly WorkspaceRecord[],
): Promise<Workspace[]> {
  if (records.length === 0) return []
  const store = deps.storage.runs
  const [runs, active] = await Promise.all([findRuns(deps, records), findActiveRuns(deps, records)])
  const [surroundings, newest] = await Promise.all([
    loadSurroundings([...runs.values(), ...active.values()], {
      ...deps,
      store,
      workspaces: deps.storage.workspaces,
    }),
    deps.newest.open(),
  ])
  return Promise.all(
    records.map(async record => {
      const [newestRevision, newestTemplate] = await Promise.all([
        newest.revisionOf(record),
        newest.templateOf(record),
      ])
      const currentRun = requireRun(runs, record)
      const activeRun = active.get(record.id)
      const around = { ...surroundings, currentRun, activeRun, newestRevision, newestTemplate }
      return presentWorkspace(record, around)
    }),
  )
}

async function findRuns(
  { storage }: WorkspacesDeps,
  records: readonly WorkspaceRecord[],
): Promise<ReadonlyMap<RunId, RunRecord>> {
  const ids = records.map(({ currentRunId }) => currentRunId)
  const { items } = await storage.runs.list({ ids, limit: ids.length })
  return new Map(items.map(run => [run.id, run]))
}

/** A workspace has at most one run that has not ended. */
async function findActiveRuns(
  { storage }: WorkspacesDeps,
  records: readonly WorkspaceRecord[],
): Promise<ReadonlyMap<WorkspaceId, RunRecord>> {
  const workspaceIds = records.filter(({ status }) => status !== 'destroyed').map(({ id }) => id)
  if (workspaceIds.length === 0) return new Map()
  const { items } = await storage.runs.list({
    workspaceIds,
    status: [...activeStatuses],
    limit: workspaceIds.length,
  })
  return new Map(items.map(run => [run.workspaceId, run]))
}

function requireRun(runs: ReadonlyMap<RunId, RunRecord>, { id, currentRunId }: WorkspaceRecord): RunRecord {
  const run = runs.get(currentRunId)
  if (run !== undefined) return run
  throw new WaybillError('INTERNAL', `The run ${currentRunId} of the workspace ${id} is missing.`)
}

function only<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new WaybillError('INTERNAL', 'A workspace got lost while it was shown.')
  return item
}
