import { isLeftOut } from './closed-folder.js'
import type { WatchOptions } from './source.js'
import { watchTree } from './watch-tree.js'

/** Folders below an app's folder are watched so deep: components are hardly deeper. */
const maxDepth = 4

/**
 * Watches the apps of a directory: itself and the folders in it, without dot folders and `node_modules`. Beside the
 * folder that changed it names the linked ones: what they lead to may be in it.
 */
export function watchDirectory(location: string, options: WatchOptions): Disposable {
  return watchTree(location, {
    maxDepth,
    enters: name => !isLeftOut(name),
    onError: options.onError,
    onChange: folders => {
      // What is no app does not make a link one that changed.
      if (folders?.[0] === undefined || !isLeftOut(folders[0])) options.onChange(folders)
    },
  })
}
