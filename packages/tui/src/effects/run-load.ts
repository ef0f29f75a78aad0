import { isWaybillError, type RunId, type Waybill, type Workspace } from '@waybill/core'
import { type AppRow, buildAppRow } from '../data/app-row.js'
import type { DataPatch, Detail } from '../data/data.js'
import type { Load } from '../data/load.js'
import { formatPlace, parsePlace } from '../place/place.js'

const shownStatuses = ['active', 'invalid', 'broken'] as const
/** Enough for a screen: it is there before the rest is read. */
const firstLimit = 100
const pageLimit = 500
/** More workspaces than this are not listed. */
const maxWorkspaces = 10_000
const maxRunsOfOne = 50

/** Reads something; what is known of it is emitted, a long list also while it comes. */
export async function runLoad(waybill: Waybill, load: Load, emit: (patch: DataPatch) => void): Promise<void> {
  switch (load.kind) {
    case 'apps':
      return loadApps(waybill, emit)
    case 'app':
      return emit({ kind: 'app', slug: load.slug, row: await findApp(waybill, load.slug) })
    case 'workspaces':
      return emit({ kind: 'workspaces', items: await listWorkspaces(waybill) })
    case 'workspace':
      return emit({ kind: 'workspace', item: await waybill.workspaces.get(load.id) })
    case 'runs':
      return emit({ kind: 'runs', items: (await waybill.runs.list({ limit: 500 })).items })
    case 'run':
      return loadRun(waybill, load.id, emit)
    case 'problems':
      return emit({ kind: 'problems', items: await waybill.catalog.diagnostics() })
    case 'templates':
      return emit({ kind: 'templates', items: await waybill.templates.list() })
    case 'health':
      return emit({ kind: 'health', health: await waybill.health() })
    case 'detail':
      return loadDetail(waybill, load.place, emit)
  }
}

async function loadApps(waybill: Waybill, emit: (patch: DataPatch) => void): Promise<void> {
  const rows: AppRow[] = []
  let cursor: string | undefined
  do {
    const page = await waybill.catalog.list(
      cursor === undefined ? { status: [...shownStatuses], limit: firstLimit } : { cursor, limit: pageLimit },
    )
    for (const app of page.items) rows.push(buildAppRow(app))
    // The first page is on the screen before the last is read.
    if (cursor === undefined && page.nextCursor !== null) emit({ kind: 'apps', rows: [...rows] })
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  emit({ kind: 'apps', rows })
}

async function findApp(waybill: Waybill, slug: string): Promise<AppRow | null> {
  try {
    return buildAppRow(await waybill.catalog.get(slug))
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

async function listWorkspaces(waybill: Waybill): Promise<readonly Workspace[]> {
  const items: Workspace[] = []
  let cursor: string | undefined
  do {
    const page = await waybill.workspaces.list({ limit: pageLimit, cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < maxWorkspaces)
  return items
}

async function loadRun(waybill: Waybill, id: string, emit: (patch: DataPatch) => void): Promise<void> {
  const place = formatPlace({ screen: 'run', id })
  try {
    emit({ kind: 'run', item: await waybill.runs.get(id as RunId) })
  } catch (error) {
    if (!isGone(error)) throw error
    emit({ kind: 'detail', place, detail: missing(error) })
  }
}

async function loadDetail(waybill: Waybill, path: string, emit: (patch: DataPatch) => void): Promise<void> {
  const place = parsePlace(path)
  if (place === undefined || !('id' in place)) return
  try {
    if (place.screen === 'app') {
      const [app, revisions] = await Promise.all([
        waybill.catalog.get(place.id),
        waybill.catalog.revisions(place.id),
      ])
      emit({ kind: 'detail', place: path, detail: { kind: 'app', app, revisions } })
    }
    if (place.screen === 'workspace') {
      const detail = await readWorkspace(waybill, place.id)
      for (const run of detail.runs) emit({ kind: 'run', item: run })
      emit({ kind: 'detail', place: path, detail })
    }
  } catch (error) {
    if (!isGone(error)) throw error
    emit({ kind: 'detail', place: path, detail: missing(error) })
  }
}

async function readWorkspace(
  waybill: Waybill,
  idOrName: string,
): Promise<Extract<Detail, { kind: 'workspace' }>> {
  const workspace = await waybill.workspaces.get(idOrName)
  const [runs, states, resources] = await Promise.all([
    waybill.runs.list({ workspaceId: workspace.id, limit: maxRunsOfOne }),
    waybill.workspaces.states(workspace.id),
    listResources(waybill, workspace.id),
  ])
  return { kind: 'workspace', workspace, runs: runs.items, states, resources }
}

/** Addresses of what the newest state holds; only these are kept of it. */
async function listResources(waybill: Waybill, id: string): Promise<readonly string[]> {
  try {
    const { bytes } = await waybill.workspaces.readState(id)
    const state: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return readAddresses(state)
  } catch (error) {
    // Who may not read states still may look at the workspace; a state that is none holds nothing.
    if (error instanceof SyntaxError || (isWaybillError(error) && stateless.includes(error.code))) return []
    throw error
  }
}

const stateless: readonly string[] = ['STATE_NOT_FOUND', 'FORBIDDEN']

function readAddresses(state: unknown): readonly string[] {
  const resources = isRecord(state) && Array.isArray(state.resources) ? state.resources : []
  return resources.filter(isRecord).flatMap(({ module, mode, type, name, instances }) => {
    const base = [module, mode === 'data' ? 'data' : undefined, type, name].filter(
      part => typeof part === 'string',
    )
    const each = Array.isArray(instances) ? instances.filter(isRecord) : []
    return each.map(({ index_key: key }) =>
      key === undefined ? base.join('.') : `${base.join('.')}[${JSON.stringify(key)}]`,
    )
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const goneCodes: readonly string[] = [
  'APP_NOT_FOUND',
  'APP_MOVED',
  'APP_REMOVED',
  'WORKSPACE_NOT_FOUND',
  'RUN_NOT_FOUND',
  'INVALID_INPUT',
]

function isGone(error: unknown): boolean {
  return isWaybillError(error) && goneCodes.includes(error.code)
}

function missing(error: unknown): Detail {
  const hint = isWaybillError(error) ? (error.hint ?? null) : null
  return { kind: 'missing', message: error instanceof Error ? error.message : String(error), hint }
}
