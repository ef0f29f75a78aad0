import { quote } from '../diagnostic/printable.js'
import { parseInput } from '../error/parse-input.js'
import { isWaybillError, WaybillError } from '../error/waybill-error.js'
import type { NewId, RunId, WorkspaceId } from '../id/ids.js'
import type { Clock } from '../id/timestamp.js'
import { buildRun, buildWake } from '../run/build-run.js'
import { buildRunEvent, buildWorkspaceEvent } from '../run/run-events.js'
import type { Storage } from '../storage/storage.js'
import { chooseTemplate } from '../template/choose-template.js'
import type { TemplateVersion } from '../template/template.js'
import type { TemplateCatalog } from '../template/template-catalog.js'
import type { CatalogApi } from '../waybill.js'
import { requireParameters, requireStorable } from './check-input.js'
import { type ProvisionableApp, resolveApp } from './resolve-app.js'
import { expiryOf, requireTtl } from './time-to-live.js'
import { type CreateWorkspaceInput, createWorkspaceInputSchema, type WorkspaceRecord } from './workspace.js'
import { defaultWorkspaceName, makeWorkspaceKey, type RandomNumbers } from './workspace-key.js'
import { requireRoom, type WorkspaceLimits } from './workspace-limits.js'

/** What creating workspaces works with. */
export interface CreateWorkspaceDeps {
  readonly storage: Storage
  readonly catalog: Pick<CatalogApi, 'get'>
  readonly templates: TemplateCatalog
  readonly configuredTemplate: string | undefined
  readonly random: RandomNumbers
  readonly limits: WorkspaceLimits
  readonly clock: Clock
  readonly newId: NewId
}

/**
 * Writes a workspace, its first run, the events and the wake-up for a worker, in one transaction. The same
 * idempotency key again gives the workspace that was made the first time.
 * @throws WaybillError `INVALID_INPUT`, `APP_NOT_FOUND`, `APP_MOVED`, `APP_REMOVED`, `APP_BROKEN`, `NAME_TAKEN`,
 * `TEMPLATE_NOT_FOUND`, `TEMPLATE_INVALID`, `LIMIT_REACHED`
 */
export async function createWorkspace(
  deps: CreateWorkspaceDeps,
  asked: CreateWorkspaceInput,
): Promise<WorkspaceRecord> {
  const input = parseInput(createWorkspaceInputSchema, asked, 'the workspace')
  requireStorable(input)
  const { idempotencyKey } = input
  const existing = await findByKey(deps.storage, idempotencyKey)
  if (existing !== undefined) return existing
  const app = await resolveApp(deps.catalog, input.appSlug)
  const template = await readTemplate(deps, input.template)
  const parameters = requireParameters(template, input.parameters)
  requireTtl(template, input.ttl)
  const workspace = buildWorkspace(deps, { input, app, template, parameters })
  try {
    await storeWorkspace(deps, { workspace, template, input })
    return workspace
  } catch (error) {
    if (!isWaybillError(error) || error.code !== 'NAME_TAKEN') throw error
    const other = await findByKey(deps.storage, idempotencyKey)
    if (other !== undefined) return other
    throw nameTaken(workspace.name, error)
  }
}

type ParsedInput = ReturnType<typeof createWorkspaceInputSchema.parse>

interface WorkspaceParts {
  readonly input: ParsedInput
  readonly app: ProvisionableApp
  readonly template: TemplateVersion
  readonly parameters: Readonly<Record<string, unknown>>
}

async function findByKey(
  { workspaces }: Storage,
  idempotencyKey: string | undefined,
): Promise<WorkspaceRecord | undefined> {
  return idempotencyKey === undefined ? undefined : workspaces.find({ by: { idempotencyKey } })
}

async function readTemplate(
  { templates, configuredTemplate }: CreateWorkspaceDeps,
  asked: string | undefined,
): Promise<TemplateVersion> {
  const folders = asked === undefined ? await templates.listFolders() : []
  const name = chooseTemplate({ asked, configured: configuredTemplate, folders })
  try {
    return await templates.get(name)
  } catch (error) {
    if (!isWaybillError(error) || error.code !== 'TEMPLATE_NOT_FOUND') throw error
    const { code, message, hint, details } = error
    throw new WaybillError(code, message, {
      hint,
      details,
      issues: [{ pointer: '/template', detail: message }],
      cause: error,
    })
  }
}

function buildWorkspace(
  { random, clock, newId }: CreateWorkspaceDeps,
  { input, app, template, parameters }: WorkspaceParts,
): WorkspaceRecord {
  const key = makeWorkspaceKey(random)
  const at = clock().toISOString()
  return {
    id: newId<WorkspaceId>(),
    name: input.name ?? defaultWorkspaceName(app.slug, key),
    key,
    appId: app.id,
    appSlug: app.slug,
    revision: app.revision,
    status: 'pending',
    template: { name: template.name, version: template.version },
    engine: template.settings.engine,
    parameters,
    endpoints: {},
    outputs: {},
    currentRunId: newId<RunId>(),
    owner: input.owner ?? null,
    createdBy: input.actor ?? null,
    idempotencyKey: input.idempotencyKey ?? null,
    error: null,
    drifted: false,
    diverged: false,
    destroyRequestedAt: null,
    destroyRequestedBy: null,
    approve: input.approve ?? null,
    expiresAt: expiryOf(template, { ttl: input.ttl, at }),
    expiryNoticedAt: null,
    createdAt: at,
    updatedAt: at,
    destroyedAt: null,
  }
}

async function storeWorkspace(
  { storage, limits }: CreateWorkspaceDeps,
  {
    workspace,
    template,
    input,
  }: Pick<WorkspaceParts, 'template' | 'input'> & { readonly workspace: WorkspaceRecord },
): Promise<void> {
  const { currentRunId: id, createdAt: at, createdBy: actor } = workspace
  const { settings } = template
  const approve = input.planFirst ? 'always' : (workspace.approve ?? settings.approve)
  const policy = { approve, workerTag: settings.worker ?? null }
  const run = buildRun({ id, kind: 'provision', workspace, ...policy, actor, at })
  await storage.transaction(async stores => {
    await stores.workspaces.saveTemplate(template)
    await stores.workspaces.insert(workspace)
    await requireRoom(stores.workspaces, { owner: workspace.owner, limits })
    await stores.runs.insert(run)
    await stores.events.append([
      buildWorkspaceEvent('workspace.created', workspace, { at, actor }),
      buildRunEvent('run.created', { run, workspace }, { at, actor }),
    ])
    await stores.queue.add(buildWake(run))
  })
}

function nameTaken(name: string, cause: WaybillError): WaybillError {
  return new WaybillError('NAME_TAKEN', `There is a workspace ${quote(name)} already.`, {
    hint: 'Choose another name, or leave it out to be given one.',
    issues: [{ pointer: '/name', detail: 'is taken' }],
    cause,
  })
}
