import type { GitEntry } from './git-tree.js'

/**
 * The folders that differ between two states of a source, also those that came or went. Links are always among
 * them: what they lead to may differ.
 */
export function changedFolders(before: readonly GitEntry[], after: readonly GitEntry[]): ReadonlySet<string> {
  if (before === after) return new Set()
  const gone = new Map(before.map(entry => [entry.name, entry]))
  const changed = new Set<string>()
  for (const entry of after) {
    const old = gone.get(entry.name)
    if (old?.id !== entry.id || old.kind !== entry.kind || entry.kind === 'link') changed.add(entry.name)
    gone.delete(entry.name)
  }
  for (const name of gone.keys()) changed.add(name)
  return changed
}
