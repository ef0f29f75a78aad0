import { closedFolder } from '../closed-folder.js'
import type { SourceEntry, SourceReadOptions } from '../source.js'
import { folderFingerprint, GitFolder } from './git-folder.js'
import type { GitEntry } from './git-tree.js'
import { loadFolder } from './load-folder.js'
import type { ObjectCache } from './object-cache.js'
import { resolvePath } from './resolve-path.js'

/** Folders loaded together. */
const windowSize = 64

/** Unchanged folders per batch. */
const largestBatch = 1000

/** What entries are read from. */
export interface EntryContext {
  /** The folder that is the source. */
  readonly root: GitEntry
  readonly cache: ObjectCache
}

/** Reads the entries that may be apps. One window of them is read by Git while the one before is parsed here. */
export async function* readEntries(
  entries: readonly GitEntry[],
  context: EntryContext,
  options: SourceReadOptions,
): AsyncGenerator<readonly SourceEntry[]> {
  let loading: Promise<readonly SourceEntry[]> = Promise.resolve([])
  for (const window of windows(entries, options)) {
    const next = readWindow(window, { ...context, known: options.known })
    next.catch(() => undefined)
    yield* nonEmpty(await loading)
    options.signal?.throwIfAborted()
    loading = next
  }
  yield* nonEmpty(await loading)
}

function* nonEmpty(batch: readonly SourceEntry[]): Generator<readonly SourceEntry[]> {
  if (batch.length > 0) yield batch
}

/** Entries in groups: so many that are to be read, with the unchanged ones between them. */
function* windows(
  entries: readonly GitEntry[],
  { known }: SourceReadOptions,
): Generator<readonly GitEntry[]> {
  let group: GitEntry[] = []
  let toRead = 0
  for (const entry of entries) {
    group.push(entry)
    if (!isUnchanged(entry, known)) toRead += 1
    if (toRead < windowSize && group.length < largestBatch) continue
    yield group
    group = []
    toRead = 0
  }
  yield group
}

/** A link is the same although what it leads to may be another folder. */
function isUnchanged(entry: GitEntry, known: SourceReadOptions['known']): boolean {
  return entry.kind !== 'link' && known.get(entry.name) === folderFingerprint(entry)
}

type KnownContext = EntryContext & Pick<SourceReadOptions, 'known'>

async function readWindow(
  entries: readonly GitEntry[],
  context: KnownContext,
): Promise<readonly SourceEntry[]> {
  const found = await Promise.all(entries.map(entry => readEntry(entry, context)))
  return found.flatMap(entry => entry ?? [])
}

/** Undefined for what is no folder. */
async function readEntry(entry: GitEntry, context: KnownContext): Promise<SourceEntry | undefined> {
  const { root, cache, known } = context
  const folder = entry.name
  if (isUnchanged(entry, known)) return { folder, unchanged: true }
  const target = entry.kind === 'link' ? await followLink(folder, context) : { entry, way: [folder] }
  if (target === undefined) return undefined
  if (target === 'outside')
    return { folder, unchanged: false, contents: closedFolder(folder, { kind: 'outside' }) }
  const fingerprint = folderFingerprint(target.entry)
  if (known.get(folder) === fingerprint) return { folder, unchanged: true }
  const reason = closedBecause(folder, target.entry)
  if (reason !== undefined) {
    const contents = closedFolder(folder, { kind: 'unreadable', reason }, fingerprint)
    return { folder, unchanged: false, contents }
  }
  const contents = new GitFolder({ folder, root, cache, ...target })
  await loadFolder(contents)
  return { folder, unchanged: false, contents }
}

function closedBecause(folder: string, { kind }: GitEntry): string | undefined {
  if (kind === 'submodule') return 'its folder is a submodule, whose files are in another repository'
  return folder.includes('\ufffd') ? 'the name of its folder is not UTF-8' : undefined
}

/** What a link to a folder leads to; undefined when it leads nowhere, or to a file. */
async function followLink(folder: string, { root, cache }: EntryContext) {
  const find = (id: string) => cache.find(id)
  const resolve = () => resolvePath({ root, find }, { way: [], entry: root }, folder)
  let found = resolve()
  while (found.kind === 'needs') {
    await cache.load(found.id)
    found = resolve()
  }
  if (found.kind === 'outside') return 'outside'
  if (found.kind !== 'entry' || found.entry.kind === 'file') return undefined
  // The source itself is not below the source.
  return found.way.length === 0 ? 'outside' : { entry: found.entry, way: found.way }
}
