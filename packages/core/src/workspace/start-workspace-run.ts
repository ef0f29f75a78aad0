import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { WaybillError } from '../error/waybill-error.js'
import type { NewId, RunId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import { buildRun } from '../run/build-run.js'
import type { RunInWorkspace } from '../run/move-run.js'
import { addRun } from '../run/start-run.js'
import type { Storage, Stores } from '../storage/storage.js'
import type { TemplateVersion } from '../template/template.js'
import type { TemplateCatalog } from '../template/template-catalog.js'
import { requireParameters } from './check-input.js'
import type { NewestVersionsCache } from './newest-versions.js'
import { requireUnchanged } from './require-unchanged.js'
import { type StartRunInput, startRunInputSchema, type WorkspaceRecord } from './workspace.js'
import { requireSettled, workspaceNotFound } from './workspace-errors.js'

/** What starting runs of workspaces works with. */
export interface StartRunDeps {
  readonly storage: Storage
  readonly templates: TemplateCatalog
  readonly newest: NewestVersionsCache
  readonly clock: Clock
  readonly newId: NewId
}

/** What a run makes real. */
interface Target {
  readonly template: TemplateVersion
  readonly revision: number
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * Queues an update, a speculative plan or a refresh. Update and plan take the newest versions of the app and of
 * the template, and the parameters merged with the new ones (null takes one away, RFC 7396).
 * @throws WaybillError `WORKSPACE_NOT_FOUND`, `WORKSPACE_CONFLICT`, `RUN_CONFLICT`, `APP_REMOVED`,
 * `TEMPLATE_NOT_FOUND`, `TEMPLATE_INVALID`, `INVALID_INPUT`
 */
export async function startWorkspaceRun(
  deps: StartRunDeps,
  idOrName: string,
  asked: StartRunInput,
): Promise<RunInWorkspace> {
  const input = parseInput(startRunInputSchema, asked, 'the run')
  if (input.manifest !== undefined && input.kind !== 'plan') throw noManifest(input.kind)
  const known = await deps.storage.workspaces.find({ by: { idOrName } })
  if (known === undefined) throw workspaceNotFound(idOrName)
  requireGoing(known)
  const target = await chooseTarget(deps, known, input)
  const { template, revision, parameters } = target
  const { settings } = template
  const at = deps.clock().toISOString()
  const actor = input.actor ?? null
  return deps.storage.transaction(async stores => {
    const workspace = await lock(stores, known)
    requireUnchanged(workspace, input.ifUpdatedAt)
    await stores.workspaces.saveTemplate(template)
    const run = buildRun({
      id: deps.newId<RunId>(),
      kind: input.kind,
      workspace: {
        id: workspace.id,
        engine: settings.engine,
        template: { name: template.name, version: template.version },
        revision,
        parameters: { ...parameters },
      },
      manifest: input.manifest,
      workerTag: settings.worker ?? null,
      approve: input.approve ?? workspace.approve ?? settings.approve,
      background: input.background,
      actor,
      at,
    })
    return addRun(stores, { run, workspace, at, actor })
  })
}

async function lock({ workspaces }: Stores, { id }: WorkspaceRecord): Promise<WorkspaceRecord> {
  const workspace = await workspaces.find({ by: { idOrName: id }, lock: true })
  if (workspace === undefined) throw workspaceNotFound(id)
  requireGoing(workspace)
  requireSettled(workspace)
  return workspace
}

function requireGoing({ name, status, destroyRequestedAt }: WorkspaceRecord): void {
  if (status !== 'destroyed' && status !== 'destroying' && destroyRequestedAt === null) return
  const what = status === 'destroyed' ? 'is destroyed' : 'is being destroyed'
  throw new WaybillError('WORKSPACE_CONFLICT', `The workspace ${quote(name)} ${what}.`)
}

async function chooseTarget(
  { storage, templates, newest }: StartRunDeps,
  workspace: WorkspaceRecord,
  input: ReturnType<typeof startRunInputSchema.parse>,
): Promise<Target> {
  const { name, version } = workspace.template
  if (input.kind === 'refresh') {
    if (input.parameters !== undefined) throw noParameters()
    const template = await storage.workspaces.findTemplate(name, version)
    if (template === undefined) {
      throw new WaybillError(
        'TEMPLATE_NOT_FOUND',
        `The template version that made the workspace is not stored any more.`,
      )
    }
    return { template, revision: workspace.revision, parameters: workspace.parameters }
  }
  const template = await templates.get(name)
  const revision = await (await newest.open()).revisionOf(workspace)
  if (revision === undefined) {
    throw new WaybillError(
      'APP_REMOVED',
      `The app ${quote(workspace.appSlug)} is not in the catalog any more.`,
      {
        hint: 'Restore it and sync, or destroy the workspace.',
      },
    )
  }
  const merged = { ...workspace.parameters, ...input.parameters }
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
  return { template, revision, parameters: requireParameters(template, kept) }
}

function noManifest(kind: string): WaybillError {
  const detail = `goes with a plan alone: ${kind} takes what the catalog holds`
  return new WaybillError('INVALID_INPUT', `The run cannot be started: manifest ${detail}.`, {
    issues: [{ pointer: '/manifest', detail }],
  })
}

function noParameters(): WaybillError {
  const detail = 'does not go with a refresh, which changes nothing'
  return new WaybillError('INVALID_INPUT', `The run cannot be started: parameters ${detail}.`, {
    issues: [{ pointer: '/parameters', detail }],
  })
}
