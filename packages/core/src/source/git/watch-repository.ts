import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { WatchOptions } from '../source.js'
import { watchTree } from '../watch-tree.js'

/** What refs are kept in, below a repository's Git directory (gitrepository-layout(5)). */
const refPlaces: ReadonlySet<string> = new Set(['HEAD', 'packed-refs', 'refs', 'reftable'])

/** Branches may have folders in their names. */
const maxDepth = 8

/** Tells when a ref of a repository on this host moves. Which apps that changes, Git knows. */
export function watchRepository(gitDir: string, { onChange, onError }: WatchOptions): Disposable {
  const watches = [gitDir, ...commonDirectory(gitDir)].map(directory =>
    watchTree(directory, {
      maxDepth,
      enters: (name, depth) => depth > 0 || name === 'refs' || name === 'reftable',
      onChange: names => {
        if (names?.[0] === undefined || refPlaces.has(names[0])) onChange(undefined)
      },
      onError,
    }),
  )
  return {
    [Symbol.dispose]: () => {
      for (const watch of watches) watch[Symbol.dispose]()
    },
  }
}

/** A linked work tree has a HEAD of its own, and the refs of the repository it belongs to. */
function commonDirectory(gitDir: string): readonly string[] {
  try {
    return [resolve(gitDir, readFileSync(`${gitDir}/commondir`, 'utf8').trim())]
  } catch {
    // It is the repository's own.
    return []
  }
}
