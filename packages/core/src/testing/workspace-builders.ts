import { newId, type RunId, type WorkspaceId } from '../id/ids.js'
import type { Plan, PlannedChange, RunRecord } from '../run/run.js'
import type { StateSnapshot } from '../run/run-store.js'
import { type TemplateVersion, templateSettingsSchema } from '../template/template.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'

const at = '2026-01-31T09:30:00.000Z'

/** A version of a template with one file, for the engine `simulated`. */
export function makeTemplateVersion(parts: Partial<TemplateVersion> = {}): TemplateVersion {
  return {
    name: 'local',
    version: 'a'.repeat(64),
    settings: templateSettingsSchema.parse({ title: 'Local', engine: 'simulated' }),
    files: [{ path: 'main.tf', executable: false, bytes: new TextEncoder().encode('# é\n') }],
    ...parts,
  }
}

/** A workspace that was just asked for: `pending`, of the app with this id. */
export function makeWorkspaceRecord(
  parts: Partial<WorkspaceRecord> & Pick<WorkspaceRecord, 'appId'>,
): WorkspaceRecord {
  const id = parts.id ?? newId<WorkspaceId>()
  const key = `k${id.slice(-6)}`
  return {
    id,
    key,
    name: `shop-${key}`,
    appSlug: 'shop',
    revision: 1,
    status: 'pending',
    template: { name: 'local', version: 'a'.repeat(64) },
    engine: 'simulated',
    parameters: {},
    endpoints: {},
    outputs: {},
    currentRunId: newId<RunId>(),
    owner: null,
    createdBy: null,
    idempotencyKey: null,
    error: null,
    drifted: false,
    diverged: false,
    destroyRequestedAt: null,
    destroyRequestedBy: null,
    approve: null,
    expiresAt: null,
    expiryNoticedAt: null,
    createdAt: at,
    updatedAt: at,
    destroyedAt: null,
    ...parts,
  }
}

/** A pending provision of a workspace. */
export function makeRunRecord(parts: Partial<RunRecord> & Pick<RunRecord, 'workspaceId'>): RunRecord {
  return {
    id: newId<RunId>(),
    kind: 'provision',
    status: 'pending',
    engine: 'simulated',
    workerTag: null,
    template: { name: 'local', version: 'a'.repeat(64) },
    revision: 1,
    parameters: {},
    approve: 'destructive',
    background: false,
    attempt: 0,
    fence: 0,
    worker: null,
    leaseExpiresAt: null,
    cancelRequestedAt: null,
    forceRequestedAt: null,
    plan: null,
    approval: null,
    uncertain: [],
    error: null,
    logSize: 0,
    createdBy: null,
    requestId: null,
    manifest: null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    updatedAt: at,
    ...parts,
  }
}

/** A plan with these changes, counted. */
export function makePlan(
  changes: readonly (Pick<PlannedChange, 'address' | 'action'> & Partial<PlannedChange>)[] = [],
  parts: Partial<Plan> = {},
): Plan {
  const count = (action: PlannedChange['action']) => changes.filter(change => change.action === action).length
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete'),
    replace: count('replace'),
    changes: changes.map(change => ({ reason: null, ...change })),
    drift: [],
    ...parts,
  }
}

/** A state with one resource, as Terraform would write it. */
export function makeStateSnapshot(parts: Partial<StateSnapshot> = {}): StateSnapshot {
  const { serial = 1, lineage = 'lineage-of-a-test' } = parts
  const state = {
    version: 4,
    serial,
    lineage,
    outputs: {},
    resources: [
      { mode: 'managed', type: 'terraform_data', name: 'one', instances: [{ attributes: { id: '1' } }] },
    ],
  }
  return { serial, lineage, bytes: new TextEncoder().encode(JSON.stringify(state)), ...parts }
}
