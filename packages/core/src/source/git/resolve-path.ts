import type { GitEntry } from './git-tree.js'
import type { LoadedObject } from './object-cache.js'

/** Where a path leads, links followed. */
export type ResolvedPath =
  /** `way` is where it really is, from the root of the source. */
  | { readonly kind: 'entry'; readonly entry: GitEntry; readonly way: readonly string[] }
  /** This object has to be loaded first. */
  | { readonly kind: 'needs'; readonly id: string }
  | { readonly kind: 'missing' | 'outside' }
  /** It leads through a submodule, or its links lead in a circle. */
  | { readonly kind: 'in-submodule' | 'circle' }

/** What a path is resolved in. */
export interface PathRoot {
  /** The folder that is the source. */
  readonly root: GitEntry
  readonly find: (id: string) => LoadedObject | undefined
}

/** As many links as Linux follows on one way (path_resolution(7)). */
const maxLinks = 40

interface Step {
  readonly name: string
  readonly entry: GitEntry
}

/** A folder of the source: the way to it from the root, which no link is on. */
export interface PathStart {
  readonly way: readonly string[]
  readonly entry: GitEntry
}

/**
 * Follows a path from a folder of the source, with the objects that are loaded. What leads out of the source is
 * outside, whatever is there.
 */
export function resolvePath(source: PathRoot, start: PathStart, path: string): ResolvedPath {
  let entry = start.entry
  const way = [...start.way]
  for (const name of path.split('/')) {
    const next = entry.kind === 'folder' && isPlain(name) ? findEntry(source, entry, name) : undefined
    // Links, detours and everything that is not there are told the long way.
    if (next === undefined || next.kind === 'link') return resolveLongWay(source, start.way, path)
    entry = next
    way.push(name)
  }
  return { kind: 'entry', entry, way }
}

function isPlain(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..'
}

function findEntry({ find }: PathRoot, folder: GitEntry, name: string): GitEntry | undefined {
  const tree = find(folder.id)
  return tree?.kind === 'tree' ? tree.entries.get(name) : undefined
}

function resolveLongWay({ root, find }: PathRoot, from: readonly string[], path: string): ResolvedPath {
  const steps: Step[] = []
  const rest = [...from, ...path.split('/')]
  let links = 0
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (steps.pop() === undefined) return { kind: 'outside' }
      continue
    }
    const here = steps.at(-1)?.entry ?? root
    if (here.kind === 'submodule') return { kind: 'in-submodule' }
    if (here.kind !== 'folder') return { kind: 'missing' }
    const tree = find(here.id)
    if (tree === undefined) return { kind: 'needs', id: here.id }
    const entry = tree.kind === 'tree' ? tree.entries.get(name) : undefined
    if (entry === undefined) return { kind: 'missing' }
    if (entry.kind !== 'link') {
      steps.push({ name, entry })
      continue
    }
    links += 1
    if (links > maxLinks) return { kind: 'circle' }
    const link = find(entry.id)
    if (link === undefined) return { kind: 'needs', id: entry.id }
    const target = link.kind === 'blob' ? (link.bytes?.toString() ?? '') : ''
    if (target.startsWith('/')) return { kind: 'outside' }
    rest.unshift(...target.split('/'))
  }
  return { kind: 'entry', entry: steps.at(-1)?.entry ?? root, way: steps.map(step => step.name) }
}
