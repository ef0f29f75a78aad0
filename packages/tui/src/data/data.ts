import type {
  App,
  Diagnostic,
  Event,
  Health,
  Revision,
  Run,
  StateEntry,
  Template,
  Workspace,
} from '@waybill/core'
import type { AppRow } from './app-row.js'

/** What belongs to one open app or workspace and to no list. */
export type Detail =
  | { readonly kind: 'app'; readonly app: App; readonly revisions: readonly Revision[] }
  | {
      readonly kind: 'workspace'
      readonly workspace: Workspace
      readonly runs: readonly Run[]
      readonly states: readonly StateEntry[]
      /** Addresses of what its newest state holds. */
      readonly resources: readonly string[]
    }
  | { readonly kind: 'missing'; readonly message: string; readonly hint: string | null }

/** Lists that are loaded as a whole. */
export type Slice = 'apps' | 'workspaces' | 'runs' | 'problems' | 'templates' | 'events'

/** Everything that is known of the Waybill that is looked at. */
export interface Data {
  readonly apps: readonly AppRow[]
  readonly workspaces: readonly Workspace[]
  /** Newest first. */
  readonly runs: readonly Run[]
  readonly problems: readonly Diagnostic[]
  readonly templates: readonly Template[]
  /** Names of workspaces by id, also of those that are gone: their runs are still there. */
  readonly names: ReadonlyMap<string, string>
  /** Newest first, bounded. */
  readonly events: readonly Event[]
  readonly loaded: ReadonlySet<Slice>
  /** By place, as `formatPlace` writes it. */
  readonly details: ReadonlyMap<string, Detail>
  readonly health: Health | null
  /** Texts of files that findings are about, as they were read last. */
  readonly sources: ReadonlyMap<string, string>
}

export const emptyData: Data = {
  apps: [],
  workspaces: [],
  runs: [],
  problems: [],
  templates: [],
  names: new Map(),
  events: [],
  loaded: new Set(),
  details: new Map(),
  health: null,
  sources: new Map(),
}

/** Something that became known. */
export type DataPatch =
  | { readonly kind: 'apps'; readonly rows: readonly AppRow[] }
  | { readonly kind: 'app'; readonly slug: string; readonly row: AppRow | null }
  | { readonly kind: 'workspaces'; readonly items: readonly Workspace[] }
  | { readonly kind: 'workspace'; readonly item: Workspace }
  | { readonly kind: 'runs'; readonly items: readonly Run[] }
  | { readonly kind: 'run'; readonly item: Run }
  | { readonly kind: 'problems'; readonly items: readonly Diagnostic[] }
  | { readonly kind: 'templates'; readonly items: readonly Template[] }
  /** In the order they happened. */
  | { readonly kind: 'events'; readonly items: readonly Event[] }
  | { readonly kind: 'detail'; readonly place: string; readonly detail: Detail }
  | { readonly kind: 'health'; readonly health: Health }
  /** The text of a file; null when it is not on this machine. */
  | { readonly kind: 'source'; readonly file: string; readonly text: string | null }

export const maxEvents = 1000
export const maxRuns = 1000
const maxDetails = 20
const maxSources = 50

/** Takes in what became known. */
export function patchData(data: Data, patch: DataPatch): Data {
  switch (patch.kind) {
    case 'apps':
      return { ...data, apps: patch.rows, loaded: withSlice(data, 'apps') }
    case 'app':
      return { ...data, apps: putApp(data.apps, patch.slug, patch.row) }
    case 'workspaces':
      return {
        ...data,
        workspaces: patch.items,
        names: withNames(data.names, patch.items),
        loaded: withSlice(data, 'workspaces'),
      }
    case 'workspace':
      return {
        ...data,
        workspaces: putWorkspace(data.workspaces, patch.item),
        names: withNames(data.names, [patch.item]),
        details: renewDetails(data.details, patch.item),
      }
    case 'runs':
      return { ...data, runs: patch.items, loaded: withSlice(data, 'runs') }
    case 'run':
      return { ...data, runs: putRun(data.runs, patch.item).slice(0, maxRuns) }
    case 'problems':
      return { ...data, problems: patch.items, loaded: withSlice(data, 'problems') }
    case 'templates':
      return { ...data, templates: patch.items, loaded: withSlice(data, 'templates') }
    case 'events':
      return { ...data, events: addEvents(data.events, patch.items), loaded: withSlice(data, 'events') }
    case 'detail':
      return { ...data, details: putDetail(data.details, patch.place, patch.detail) }
    case 'health':
      return { ...data, health: patch.health }
    case 'source':
      return { ...data, sources: putSource(data.sources, patch) }
  }
}

function withSlice({ loaded }: Data, slice: Slice): ReadonlySet<Slice> {
  return loaded.has(slice) ? loaded : new Set([...loaded, slice])
}

function withNames(
  names: ReadonlyMap<string, string>,
  workspaces: readonly Workspace[],
): ReadonlyMap<string, string> {
  if (workspaces.every(({ id, name }) => names.get(id) === name)) return names
  return new Map([...names, ...workspaces.map(({ id, name }) => [id, name] as const)])
}

function putSource(
  sources: Data['sources'],
  { file, text }: Extract<DataPatch, { kind: 'source' }>,
): Data['sources'] {
  const others = Array.from(sources).filter(([name]) => name !== file)
  return new Map([...others.slice(-maxSources + 1), ...(text === null ? [] : [[file, text] as const])])
}

/** The list stays in the order of slugs. */
function putApp(apps: readonly AppRow[], slug: string, row: AppRow | null): readonly AppRow[] {
  const at = apps.findIndex(app => app.slug >= slug)
  const index = at === -1 ? apps.length : at
  const isThere = apps[index]?.slug === slug
  return apps.toSpliced(index, isThere ? 1 : 0, ...(row === null ? [] : [row]))
}

/** A workspace that is destroyed leaves the list. */
function putWorkspace(items: readonly Workspace[], item: Workspace): readonly Workspace[] {
  return item.status === 'destroyed' ? items.filter(({ id }) => id !== item.id) : putFirst(items, item)
}

/** In the place of what it replaces; what is new comes first. */
function putFirst<Item extends { readonly id: string }>(items: readonly Item[], item: Item): readonly Item[] {
  const at = items.findIndex(({ id }) => id === item.id)
  return at === -1 ? [item, ...items] : items.with(at, item)
}

/** Ids grow with time, so the list stays newest first. */
function putRun(runs: readonly Run[], run: Run): readonly Run[] {
  const at = runs.findIndex(({ id }) => id <= run.id)
  const index = at === -1 ? runs.length : at
  return runs.toSpliced(index, runs[index]?.id === run.id ? 1 : 0, run)
}

function addEvents(known: readonly Event[], added: readonly Event[]): readonly Event[] {
  const newest = known[0]?.number ?? 0
  const fresh = added.filter(({ number }) => number > newest)
  return fresh.length === 0 ? known : [...fresh.toReversed(), ...known].slice(0, maxEvents)
}

/** A page is read in several steps, so what it says of the workspace may be older than what came meanwhile. */
function newestOf(known: Detail | undefined, read: Detail): Detail {
  if (known?.kind !== 'workspace' || read.kind !== 'workspace') return read
  return known.workspace.updatedAt > read.workspace.updatedAt ? { ...read, workspace: known.workspace } : read
}

/** The pages of a workspace show what is known last of it. */
function renewDetails(
  details: ReadonlyMap<string, Detail>,
  workspace: Workspace,
): ReadonlyMap<string, Detail> {
  const renew = (detail: Detail): Detail =>
    detail.kind === 'workspace' && detail.workspace.id === workspace.id ? { ...detail, workspace } : detail
  return new Map(Array.from(details, ([place, detail]) => [place, renew(detail)]))
}

function putDetail(
  details: ReadonlyMap<string, Detail>,
  place: string,
  detail: Detail,
): ReadonlyMap<string, Detail> {
  // A destroyed workspace has no name any more; its page still says what became of it.
  if (detail.kind === 'missing' && details.get(place)?.kind === 'workspace') return details
  const others = Array.from(details).filter(([key]) => key !== place)
  return new Map([...others.slice(-maxDetails + 1), [place, newestOf(details.get(place), detail)]])
}
