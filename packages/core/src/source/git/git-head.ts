import { quote } from '../../diagnostic/printable.js'
import { WaybillError } from '../../error/waybill-error.js'
import { isLeftOut } from '../closed-folder.js'
import { diffTrees, type GitEntry, treeEntries } from './git-tree.js'
import type { GitObject, ObjectReader } from './object-reader.js'

/** Which folder of which commit. */
export interface HeadPlace {
  /** What leads to the commit, in the repository that is read. */
  readonly name: string
  /** The same, as somebody asked for it. */
  readonly ref: string
  /** The folder in the repository; '' for all of it. */
  readonly folder: string
  /** The repository, as it may be shown. */
  readonly shown: string
}

/** The commit that is read, and the folder of it that is the source. */
export interface GitHead {
  readonly commit: string
  readonly root: GitEntry
  /** What is in the folder, by name. */
  readonly entries: ReadonlyMap<string, GitEntry>
  /** The same as it is stored. */
  readonly bytes: Buffer
}

/** Where a source stands now, and what differs from where it stood; undefined where nothing is known of that. */
export interface HeadMove {
  readonly head: GitHead
  readonly changed: ReadonlySet<string> | undefined
}

/**
 * Reads where the source stands, after `last`. Only the commit, when the folder is as it was; of one that is not, only
 * what differs is taken apart.
 * @throws `SOURCE_UNAVAILABLE`
 */
export async function readHead(
  reader: ObjectReader,
  place: HeadPlace,
  last: GitHead | undefined,
): Promise<HeadMove> {
  const commit = await reader.read(`${place.name}^{commit}`)
  if (commit === undefined) throw noCommit(place)
  const id = (await findFolder(reader, commit, place.folder)) ?? ''
  if (last !== undefined && id === last.root.id)
    return { head: { ...last, commit: commit.id }, changed: linksIn(last.entries) }
  const tree = id === '' ? undefined : await reader.read(id)
  if (tree?.type !== 'tree' || tree.bytes === undefined) throw noFolder(tree, { ...place, commit: commit.id })
  const root = { name: '', kind: 'folder', id: tree.id } as const
  return move(last, { commit: commit.id, root, bytes: tree.bytes })
}

/** The hash of a folder of a commit, found without reading what is in it: that may be much. */
async function findFolder(
  reader: ObjectReader,
  commit: GitObject,
  folder: string,
): Promise<string | undefined> {
  // gitformat-commit: the first line names the tree.
  let [, id] = /^tree ([0-9a-f]+)$/m.exec(commit.bytes?.toString('latin1', 0, 100) ?? '') ?? []
  for (const name of folder === '' ? [] : folder.split('/')) {
    const tree = id === undefined ? undefined : await reader.read(id)
    if (tree?.type !== 'tree' || tree.bytes === undefined) return undefined
    id = [...treeEntries(tree.bytes, tree.id.length / 2)].find(entry => entry.name === name)?.id
  }
  return id
}

function move(last: GitHead | undefined, now: Omit<GitHead, 'entries'>): HeadMove {
  const hashBytes = now.root.id.length / 2
  if (last === undefined || last.root.id.length !== now.root.id.length) {
    const all = [...treeEntries(now.bytes, hashBytes)]
    return { head: { ...now, entries: new Map(all.map(entry => [entry.name, entry])) }, changed: undefined }
  }
  const entries = new Map(last.entries)
  const changes = diffTrees(last.bytes, now.bytes, hashBytes)
  for (const { name, after } of changes) {
    if (after === undefined) entries.delete(name)
    else entries.set(name, after)
  }
  const changed = new Set([...changes.map(({ name }) => name), ...linksIn(entries)])
  return { head: { ...now, entries }, changed }
}

/** What links lead to may differ without them. */
function linksIn(entries: GitHead['entries']): ReadonlySet<string> {
  const links = new Set<string>()
  for (const { name, kind } of entries.values()) if (kind === 'link') links.add(name)
  return links
}

/** The entries that may be apps, in the order of their names. */
export function appEntries(
  { entries }: GitHead,
  folders: ReadonlySet<string> | undefined,
): readonly GitEntry[] {
  const asked =
    folders === undefined ? [...entries.values()] : [...folders].flatMap(name => entries.get(name) ?? [])
  return asked
    .filter(({ name, kind }) => kind !== 'file' && !isLeftOut(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function noFolder(
  found: GitObject | undefined,
  { folder, shown, commit }: HeadPlace & { readonly commit: string },
): WaybillError {
  const what = found === undefined ? 'no folder' : 'a file, not a folder,'
  return new WaybillError(
    'SOURCE_UNAVAILABLE',
    `There is ${what} ${quote(folder)} in commit ${commit.slice(0, 12)} of ${shown}.`,
    { hint: 'Name the folder that holds one folder per app.' },
  )
}

function noCommit({ ref, shown }: HeadPlace): WaybillError {
  const [message, hint] =
    ref === 'HEAD'
      ? [`The repository ${shown} has no commit yet.`, 'Commit something, or name a branch.']
      : [`There is no commit ${quote(ref)} in ${shown}.`, 'Name a branch, a tag or a commit that is there.']
  return new WaybillError('SOURCE_UNAVAILABLE', message, { hint })
}
