import type { FoundApp } from '../source/found-app.js'
import type { KnownApp } from './sync-plan.js'

function groupByContent<Item>(
  items: readonly Item[],
  contentHash: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(contentHash(item))
    if (group === undefined) groups.set(contentHash(item), [item])
    else group.push(item)
  }
  return groups
}

/**
 * Tells a rename from a removal and an addition: exactly one app that is gone and exactly one new folder have
 * an equal manifest. With two of either there is no telling which became which, so none is taken for a rename.
 * @returns the app that moved, by its new folder
 */
export function detectMoves(gone: readonly KnownApp[], added: readonly FoundApp[]): Map<string, KnownApp> {
  const moves = new Map<string, KnownApp>()
  if (gone.length === 0 || added.length === 0) return moves
  const good = added.flatMap(app =>
    app.unchanged || app.contentHash === undefined
      ? []
      : [{ folder: app.folder, contentHash: app.contentHash }],
  )
  const newFolders = groupByContent(good, app => app.contentHash)
  const withContent = gone.filter(app => app.contentHash !== null)
  for (const [contentHash, apps] of groupByContent(withContent, app => app.contentHash ?? '')) {
    const [app, ...otherApps] = apps
    const [folder, ...otherFolders] = newFolders.get(contentHash) ?? []
    if (app === undefined || folder === undefined) continue
    if (otherApps.length === 0 && otherFolders.length === 0) moves.set(folder.folder, app)
  }
  return moves
}
