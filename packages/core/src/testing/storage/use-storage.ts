import { afterEach, beforeEach } from 'mocha'
import type { AppWrite } from '../../catalog/sync-plan.js'
import type { RunRecord } from '../../run/run.js'
import type { Storage } from '../../storage/storage.js'
import type { WorkspaceRecord } from '../../workspace/workspace.js'
import { makeAppWrite, makeSyncReport } from '../catalog-builders.js'
import { makeRunRecord, makeTemplateVersion, makeWorkspaceRecord } from '../workspace-builders.js'

/** A storage to be tested: empty, and its own. Closing it twice has to be fine. */
export interface StorageUnderTest {
  readonly storage: Storage
  close(): Promise<void>
}

/** What a test starts from: a workspace and its first run, both stored. */
export interface StoredWorkspace {
  readonly workspace: WorkspaceRecord
  readonly run: RunRecord
}

/** The storage of the test that runs, with the few moves that most tests make. */
export interface StorageHarness {
  readonly storage: Storage
  /** The app of every workspace of the test; it is stored. */
  readonly app: AppWrite
  /** Stores a workspace of the app with its first run, in one transaction. */
  addWorkspace(parts?: {
    readonly workspace?: Partial<WorkspaceRecord>
    readonly run?: Partial<RunRecord>
  }): Promise<StoredWorkspace>
  /** Stores a pending run of a new workspace. */
  addRun(parts?: Partial<RunRecord>): Promise<RunRecord>
}

/** Registers hooks that make a storage before each test and close it afterwards. */
export function useStorage(makeStorage: () => Promise<StorageUnderTest>): StorageHarness {
  let tested: StorageUnderTest
  let app: AppWrite
  beforeEach(async () => {
    tested = await makeStorage()
    app = makeAppWrite({ slug: 'shop' })
    await storeApp(tested.storage, app)
  })
  afterEach(() => tested.close())

  const harness: StorageHarness = {
    get storage() {
      return tested.storage
    },
    get app() {
      return app
    },
    async addWorkspace({ workspace: workspaceParts = {}, run: runParts = {} } = {}) {
      const workspace = makeWorkspaceRecord({ appId: app.id, ...workspaceParts })
      const run = makeRunRecord({ id: workspace.currentRunId, ...runParts, workspaceId: workspace.id })
      await tested.storage.transaction(async stores => {
        await stores.workspaces.insert(workspace)
        await stores.runs.insert(run)
      })
      return { workspace, run }
    },
    async addRun(parts) {
      return (await harness.addWorkspace({ run: parts })).run
    },
  }
  return harness
}

/** A row may refer to its app and its template, so both are there. */
async function storeApp(storage: Storage, app: AppWrite): Promise<void> {
  const changes = [{ kind: 'added', app }] as const
  await storage.catalog.applySync({
    plan: { baseVersion: 0, changes, unchanged: 0, found: 1 },
    report: makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes }),
    events: [],
  })
  await storage.workspaces.saveTemplate(makeTemplateVersion())
}
