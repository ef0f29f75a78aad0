import { randomBytes } from 'node:crypto'
import type { RunRecord, Storage, WorkspaceRecord } from '@waybill/core'
import { makeAppWrite, makeRunRecord, makeSyncReport, makeWorkspaceRecord } from '@waybill/core/testing'
import { type EncryptionKey, sequelizeStorage } from '../../src/index.js'
import type { TestDatabase } from '../../src/testing/index.js'

export const makeKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) })

const secret = 'correct horse battery staple'
const state = { serial: 1, lineage: 'l', bytes: new TextEncoder().encode(JSON.stringify({ secret })) }
const plan = { bytes: new TextEncoder().encode(secret), state: null }
/** What {@link read} gives of a workspace that {@link fill} made. */
export const whole = { state, plan, ofRun: { password: secret }, ofWorkspace: { password: secret } }

/** What holds a secret. */
export interface SealedWorkspace {
  readonly run: RunRecord
  readonly workspace: WorkspaceRecord
}

/** Opens a storage with these keys for one piece of work. */
export async function withSealedStorage<Result>(
  { url }: Pick<TestDatabase, 'url'>,
  keys: readonly EncryptionKey[],
  work: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const encryption = keys.length === 0 ? undefined : { keys }
  const storage = await sequelizeStorage({ connection: url, ...(encryption && { encryption }) })
  try {
    return await work(storage)
  } finally {
    await storage.close()
  }
}

let count = 0

/** A workspace with a secret parameter, whose run is held and has a state and a plan. */
export async function fill(storage: Storage): Promise<SealedWorkspace> {
  count += 1
  const app = makeAppWrite({ slug: `shop-${count}` })
  const changes = [{ kind: 'added', app }] as const
  await storage.catalog.applySync({
    plan: { baseVersion: (await storage.catalog.getVersion()).number, changes, unchanged: 0, found: 1 },
    report: makeSyncReport('2026-01-31T09:00:00.000Z', { changed: changes }),
    events: [],
  })
  const parameters = { password: secret }
  const name = `w-${count}`
  const workspace = makeWorkspaceRecord({
    appId: app.id,
    name,
    key: name,
    idempotencyKey: name,
    parameters,
  })
  const run = makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id, parameters })
  await storage.workspaces.insert(workspace)
  await storage.runs.insert(run)
  await storage.runs.claim(run.id, { worker: 'w', leaseMs: 60_000 })
  await storage.runs.saveState(run.id, { ...state, fence: 1 })
  await storage.runs.savePlan(run.id, { ...plan, fence: 1 })
  return { run, workspace }
}

/** All that was sealed of it. */
export const read = async (storage: Storage, { run, workspace }: SealedWorkspace) => ({
  state: await storage.runs.findState(workspace.id),
  plan: await storage.runs.findPlan(run.id),
  ofRun: (await storage.runs.find(run.id))?.parameters,
  ofWorkspace: (await storage.workspaces.find({ by: { idOrName: workspace.id } }))?.parameters,
})
