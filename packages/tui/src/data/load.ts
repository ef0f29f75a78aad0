import type { Event } from '@waybill/core'

/** Something to read from the Waybill. */
export type Load =
  | { readonly kind: 'apps' }
  | { readonly kind: 'app'; readonly slug: string }
  | { readonly kind: 'workspaces' }
  | { readonly kind: 'workspace'; readonly id: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'problems' }
  | { readonly kind: 'templates' }
  | { readonly kind: 'health' }
  /** An open app or workspace, by its place. */
  | { readonly kind: 'detail'; readonly place: string }

/** Everything, for the start and after the feed was away. */
export const everything: readonly Load[] = [
  { kind: 'apps' },
  { kind: 'workspaces' },
  { kind: 'runs' },
  { kind: 'problems' },
  { kind: 'templates' },
  { kind: 'health' },
]

/** More single apps than this are read as a list. */
const maxSingleApps = 20

/** A name for a load, by which two of the same are one. */
export function loadKey(load: Load): string {
  return Object.values(load).join(' ')
}

/**
 * What has to be read again after events of the feed, each once. `open` are the places that are looked at
 * closely.
 */
export function loadsAfter(events: readonly Event[], open: readonly OpenPlace[]): readonly Load[] {
  const loads = new Map<string, Load>()
  const add = (load: Load): unknown => loads.set(loadKey(load), load)
  for (const event of events) for (const load of loadsOf(event)) add(load)
  for (const { place, ids } of open) {
    if (events.some(event => ids.some(id => concerns(event, id)))) add({ kind: 'detail', place })
  }
  const all = Array.from(loads.values())
  const singles = all.filter(({ kind }) => kind === 'app')
  if (singles.length <= maxSingleApps) return all
  return [...all.filter(({ kind }) => kind !== 'app' && kind !== 'apps'), { kind: 'apps' }]
}

/** An open item: its place, and the ids and names by which events know it. */
export interface OpenPlace {
  readonly place: string
  readonly ids: readonly string[]
}

function loadsOf({ type, subject, data }: Event): readonly Load[] {
  switch (subject.kind) {
    case 'app': {
      const problems: Load = { kind: 'problems' }
      if (type === 'app.moved') return [{ kind: 'apps' }, problems]
      return subject.name === null
        ? [{ kind: 'apps' }, problems]
        : [{ kind: 'app', slug: subject.name }, problems]
    }
    case 'sync':
      return [{ kind: 'problems' }, { kind: 'health' }]
    case 'workspace':
      return [{ kind: 'workspace', id: subject.id }]
    case 'token':
    case 'webhook':
      return []
    case 'run': {
      const workspace = data.workspaceId
      const run: Load = { kind: 'run', id: subject.id }
      return typeof workspace === 'string' ? [run, { kind: 'workspace', id: workspace }] : [run]
    }
  }
}

function concerns({ subject, data }: Event, id: string): boolean {
  return subject.id === id || subject.name === id || data.workspaceId === id
}
