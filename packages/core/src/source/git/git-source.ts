import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from '../../diagnostic/printable.js'
import { isWaybillError, WaybillError } from '../../error/waybill-error.js'
import { closedFolder, isLeftOut } from '../closed-folder.js'
import type { Source, SourceChanges, SourceEntry, SourceInfo, SourceReadOptions } from '../source.js'
import { changedFolders } from './changed-folders.js'
import { copiedRef, fetchCopy } from './git-copy.js'
import { folderFingerprint, GitFolder } from './git-folder.js'
import { checkFolder, checkRef, copyName, type GitLocation, gitLocation } from './git-location.js'
import { type GitEntry, treeEntries } from './git-tree.js'
import { loadFolder } from './load-folder.js'
import { type LoadedObject, ObjectCache } from './object-cache.js'
import { type GitObject, ObjectReader } from './object-reader.js'
import { resolvePath } from './resolve-path.js'
import { GitFailure, type GitProgram, runGit } from './run-git.js'

/** Which apps, of which commit. */
export interface GitSourceOptions extends Pick<GitProgram, 'command' | 'env'> {
  /**
   * A path, read where it is; or a URL (`https:`, `ssh:`, `user@host:path`, `file:`), fetched into a copy below
   * `cacheDir`.
   */
  readonly repository: string
  /** Branch, tag or commit. @default 'HEAD', for a URL the branch that the repository's HEAD names */
  readonly ref?: string
  /** The folder in the repository that holds one folder per app. @default its root */
  readonly folder?: string
  /** Where copies of remote repositories are kept. Needed for a URL. */
  readonly cacheDir?: string
}

/** The commit that is read, and the folder of it that is the source. */
interface Head {
  readonly commit: string
  readonly root: GitEntry
  readonly tree: LoadedObject
  /** Those that may be apps, by name. */
  readonly entries: readonly GitEntry[]
}

/** Folders loaded together. */
const windowSize = 64

/** Unchanged folders per batch. */
const largestBatch = 1000

/**
 * The apps in a folder of a Git repository at a ref, one level deep, read from its objects: there is no work
 * tree, and no history is needed. A folder's fingerprint is the hash of its tree, so what did not change is
 * told without reading it.
 * @throws WaybillError `INVALID_INPUT` for a repository, ref or folder that cannot be one
 */
export function gitSource(options: GitSourceOptions): Source {
  return new GitSource(options)
}

class GitSource implements Source {
  readonly #program: GitProgram
  readonly #location: GitLocation
  readonly #ref: string
  readonly #folder: string
  readonly #copyDir: string
  #localDir: string | undefined
  #commit: string | undefined
  /** The folder as it was when `changes` was asked for last. */
  #last: Head | undefined

  constructor({ repository, ref = 'HEAD', folder = '', cacheDir, command, env }: GitSourceOptions) {
    this.#program = { command, env }
    this.#location = gitLocation(repository)
    this.#ref = checkRef(ref)
    this.#folder = checkFolder(folder)
    if (this.#location.kind === 'remote' && cacheDir === undefined)
      throw new WaybillError(
        'INVALID_INPUT',
        `The repository ${this.#location.shown} needs a place for its copy.`,
        {
          hint: 'Set `cacheDir`.',
        },
      )
    this.#copyDir = this.#location.kind === 'remote' ? join(cacheDir ?? '', copyName(this.#location.url)) : ''
  }

  get info(): SourceInfo {
    const { shown } = this.#location
    return this.#commit === undefined
      ? { kind: 'git', location: shown }
      : { kind: 'git', location: shown, commit: this.#commit }
  }

  async refresh({ signal }: { readonly signal?: AbortSignal }): Promise<void> {
    if (this.#location.kind === 'local') return
    const copy = { program: this.#program, url: this.#location.url, ref: this.#ref, gitDir: this.#copyDir }
    try {
      await fetchCopy({ ...copy, signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw this.#unavailable('cannot be fetched', error)
    }
  }

  async changes(options: { readonly since?: string; readonly signal?: AbortSignal }): Promise<SourceChanges> {
    const { since, signal } = options
    await using reader = await this.#open(signal)
    const before = this.#last
    const head = await this.#readHead(reader, before)
    this.#last = head
    const isKnown = before !== undefined && before.root.id === since
    return {
      state: head.root.id,
      folders: isKnown ? changedFolders(before.entries, head.entries) : undefined,
    }
  }

  async *read(options: SourceReadOptions): AsyncGenerator<readonly SourceEntry[]> {
    options.signal?.throwIfAborted()
    await using reader = await this.#open(options.signal)
    const head = await this.#readHead(reader, this.#last)
    const gitDir = await this.#gitDir(options.signal)
    const root = { ...head.root, tree: head.tree }
    const cache = new ObjectCache({ reader, program: this.#program, gitDir, root })
    const context = { root: head.root, cache, known: options.known }
    let loading: Promise<readonly SourceEntry[]> = Promise.resolve([])
    // One window is read by Git while the one before is parsed here.
    for (const entries of windows(head.entries, options)) {
      const next = readWindow(entries, context)
      next.catch(() => undefined)
      yield* nonEmpty(await loading)
      options.signal?.throwIfAborted()
      loading = next
    }
    yield* nonEmpty(await loading)
  }

  async #open(signal: AbortSignal | undefined): Promise<ObjectReader> {
    return new ObjectReader(this.#program, await this.#gitDir(signal), signal)
  }

  async #gitDir(signal: AbortSignal | undefined): Promise<string> {
    if (this.#location.kind === 'local') {
      if (this.#localDir === undefined || !existsSync(this.#localDir))
        this.#localDir = await this.#findLocal(this.#location.path, signal)
      return this.#localDir
    }
    if (!existsSync(join(this.#copyDir, 'HEAD'))) await this.refresh({ signal })
    return this.#copyDir
  }

  async #findLocal(path: string, signal: AbortSignal | undefined): Promise<string> {
    try {
      const args = ['-C', path, 'rev-parse', '--absolute-git-dir', '--show-prefix']
      const [gitDir = '', prefix = ''] = (await runGit(this.#program, args, signal)).toString().split('\n')
      if (prefix === '') return gitDir
    } catch (error) {
      throw this.#unavailable('cannot be opened', error)
    }
    throw new WaybillError(
      'SOURCE_UNAVAILABLE',
      `${path} is a folder inside of a Git repository, not one itself.`,
      {
        hint: 'Name the repository, and the folder of it apart from it.',
      },
    )
  }

  async #readHead(reader: ObjectReader, last: Head | undefined): Promise<Head> {
    const name = this.#location.kind === 'local' ? this.#ref : copiedRef(this.#ref)
    try {
      const commit = await reader.read(`${name}^{commit}`)
      if (commit === undefined) throw this.#noCommit()
      const tree = await reader.read(`${commit.id}:${this.#folder}`)
      this.#commit = commit.id
      if (last !== undefined && tree?.id === last.root.id) return { ...last, commit: commit.id }
      return { commit: commit.id, ...this.#takeRoot(tree, commit.id) }
    } catch (error) {
      if (isWaybillError(error)) throw error
      throw this.#unavailable('cannot be read', error)
    }
  }

  #takeRoot(tree: GitObject | undefined, commit: string): Omit<Head, 'commit'> {
    if (tree?.type !== 'tree' || tree.bytes === undefined) {
      const what = tree === undefined ? 'no folder' : 'a file, not a folder,'
      throw new WaybillError(
        'SOURCE_UNAVAILABLE',
        `There is ${what} ${quote(this.#folder)} in commit ${commit.slice(0, 12)} of ${this.#location.shown}.`,
        { hint: 'Name the folder that holds one folder per app.' },
      )
    }
    const all = [...treeEntries(tree.bytes, tree.id.length / 2)]
    return {
      root: { name: '', kind: 'folder', id: tree.id },
      tree: { kind: 'tree', entries: new Map(all.map(entry => [entry.name, entry])) },
      entries: all
        .filter(({ name, kind }) => kind !== 'file' && !isLeftOut(name))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    }
  }

  #noCommit(): WaybillError {
    const { shown } = this.#location
    const [message, hint] =
      this.#ref === 'HEAD'
        ? [`The repository ${shown} has no commit yet.`, 'Commit something, or name a branch.']
        : [
            `There is no commit ${quote(this.#ref)} in ${shown}.`,
            'Name a branch, a tag or a commit that is there.',
          ]
    return new WaybillError('SOURCE_UNAVAILABLE', message, { hint })
  }

  #unavailable(what: string, error: unknown): WaybillError {
    if (isWaybillError(error)) return error
    const reason = error instanceof Error ? error.message : String(error)
    const isGit = error instanceof GitFailure
    return new WaybillError(
      'SOURCE_UNAVAILABLE',
      `The repository ${this.#location.shown} ${what}: ${reason}`,
      {
        hint: isGit ? 'The catalog stays as it is. Git says the same on this host, as this user.' : undefined,
        cause: error,
      },
    )
  }
}

function* nonEmpty(batch: readonly SourceEntry[]): Generator<readonly SourceEntry[]> {
  if (batch.length > 0) yield batch
}

/** Entries in groups: so many that are to be read, with the unchanged ones between them. */
function* windows(
  entries: readonly GitEntry[],
  { known, folders }: SourceReadOptions,
): Generator<readonly GitEntry[]> {
  let group: GitEntry[] = []
  let toRead = 0
  for (const entry of entries) {
    if (folders && !folders.has(entry.name)) continue
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

interface EntryContext {
  readonly root: GitEntry
  readonly cache: ObjectCache
  readonly known: SourceReadOptions['known']
}

async function readWindow(
  entries: readonly GitEntry[],
  context: EntryContext,
): Promise<readonly SourceEntry[]> {
  const found = await Promise.all(entries.map(entry => readEntry(entry, context)))
  return found.flatMap(entry => entry ?? [])
}

/** Undefined for what is no folder. */
async function readEntry(entry: GitEntry, context: EntryContext): Promise<SourceEntry | undefined> {
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
