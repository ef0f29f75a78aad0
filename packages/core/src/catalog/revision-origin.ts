import type { Revision } from './app.js'
import type { SyncReport } from './sync.js'

/** Where the manifest of a revision was read; `file` is its path relative to the source. */
export function revisionOrigin(
  { kind, location, folder, commit }: SyncReport['source'],
  file: string,
): Pick<Revision, 'commit' | 'repository' | 'path'> {
  return {
    commit,
    repository: kind === 'git' ? location : null,
    path: folder === undefined ? file : `${folder}/${file}`,
  }
}
