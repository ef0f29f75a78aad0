import type { App } from '../catalog/app.js'
import type { ApprovedPlan, EngineJob } from '../engine/engine.js'
import { WaybillError } from '../error/waybill-error.js'
import type { SourceInfo } from '../source/source.js'
import type { Stores } from '../storage/storage.js'
import { buildTemplateInput, type TemplateSource } from '../template/template-input.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import { hasBegun } from './ledger.js'
import { findLeftLedger } from './left-ledger.js'
import type { LedgerEntry, RunRecord } from './run.js'
import type { StateSnapshot, StoredPlan } from './run-store.js'
import { findStateToGoOn } from './unreadable-state.js'

/** The parts of a job that come from the storage. */
export interface StoredJobParts
  extends Pick<EngineJob, 'template' | 'variables' | 'state' | 'approvedPlan' | 'imports'> {
  readonly ledger: readonly LedgerEntry[]
}

/** What a run is executed with. */
export interface LoadJobOptions {
  readonly run: RunRecord
  /** Where this worker reads apps. */
  readonly source: SourceInfo
}

/**
 * Reads what a run needs: its template version, its revision of the app, the newest state.
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `TEMPLATE_NOT_FOUND`, `APP_NOT_FOUND` when one of them is gone
 */
export async function loadJob(stores: Stores, { run, source }: LoadJobOptions): Promise<StoredJobParts> {
  const workspace = await stores.workspaces.find({ by: { idOrName: run.workspaceId } })
  if (workspace === undefined) {
    throw new WaybillError('WORKSPACE_NOT_FOUND', `The workspace ${run.workspaceId} of the run is gone.`)
  }
  const [template, revision, app, state, ledger, plan] = await Promise.all([
    findTemplate(stores, run),
    findRevision(stores, workspace, run.revision),
    findAppOf(stores, workspace),
    findStateToGoOn(stores.runs, workspace.id),
    run.attempt > 1 ? stores.runs.findLedger(run.id) : findLeftLedger(stores.runs, run),
    run.approval === null ? undefined : stores.runs.findPlan(run.id),
  ])
  const variables = buildTemplateInput({
    workspace,
    revision: run.manifest === null ? revision : { ...revision, manifest: run.manifest },
    source: describeSource(source, app),
    parameters: run.parameters,
  })
  const imports = run.approval?.imports ?? []
  return {
    template,
    variables,
    state,
    ledger,
    imports,
    approvedPlan: chooseApproved(run, { plan, state, ledger }),
  }
}

/** The plan that was approved, as long as nothing has changed since it was made; else a new one is made. */
function chooseApproved(
  { approval }: RunRecord,
  { plan, state, ledger }: ApprovedParts,
): ApprovedPlan | undefined {
  if (approval === null || plan === undefined || approval.imports.length > 0) return undefined
  const isSame = plan.state?.serial === state?.serial && plan.state?.lineage === state?.lineage
  return isSame && !hasBegun(ledger) ? { plan: approval.plan, bytes: plan.bytes } : undefined
}

interface ApprovedParts {
  readonly plan: StoredPlan | undefined
  readonly state: StateSnapshot | undefined
  readonly ledger: readonly LedgerEntry[]
}

async function findTemplate(stores: Stores, { template }: RunRecord) {
  const found = await stores.workspaces.findTemplate(template.name, template.version)
  if (found !== undefined) return found
  throw new WaybillError(
    'TEMPLATE_NOT_FOUND',
    `Version ${template.version.slice(0, 12)} of the template "${template.name}" is not stored any more.`,
    { hint: 'Destroy the workspace’s resources by hand, or restore the database from a backup.' },
  )
}

async function findRevision(stores: Stores, { appId, appSlug }: WorkspaceRecord, number: number) {
  const [revision] = await stores.catalog.listRevisions(appId, number)
  if (revision !== undefined) return revision
  throw new WaybillError(
    'APP_NOT_FOUND',
    `Revision ${number} of the app "${appSlug}" is not stored any more.`,
    {
      hint: 'Sync the catalog and create the workspace anew.',
    },
  )
}

/** The app as it is now, under whatever slug; undefined when another one has taken its place. */
async function findAppOf(stores: Stores, { appId, appSlug }: WorkspaceRecord): Promise<App | undefined> {
  const app = await stores.catalog.findApp(appSlug)
  if (app?.id === appId) return app
  const moved = await stores.catalog.findMoved(appSlug)
  return moved?.id === appId ? moved : undefined
}

function describeSource({ kind, location }: SourceInfo, app: App | undefined): TemplateSource {
  if (kind === 'git') return { url: location, dirty: false, dir: null }
  const folder = app?.source.file.split('/').slice(0, -1).join('/')
  return { url: null, dirty: false, dir: folder === undefined ? null : `${location}/${folder}` }
}
