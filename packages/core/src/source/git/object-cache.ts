import { execFileSync } from 'node:child_process'
import { LRUCache } from 'lru-cache'
import { gitEnvironment, safeConfig } from './git-environment.js'
import { type GitEntry, treeEntries } from './git-tree.js'
import type { GitObject, ObjectReader } from './object-reader.js'
import type { GitProgram } from './run-git.js'

/** A tree by the names in it, or the content of a file; without bytes when it is too large to be kept. */
export type LoadedObject =
  | { readonly kind: 'tree'; readonly entries: ReadonlyMap<string, GitEntry> }
  | { readonly kind: 'blob'; readonly size: number; readonly bytes: Buffer | undefined }
  | { readonly kind: 'missing' }

/** Where objects are. */
export interface ObjectCacheOptions {
  readonly reader: ObjectReader
  readonly program: GitProgram
  readonly gitDir: string
  /** The folder that is the source, which is always at hand. */
  readonly root: { readonly id: string; readonly tree: LoadedObject }
}

/** Most that a call which cannot wait reads. */
const maxSyncBytes = 16 * 2 ** 20

/** Far more than what is worked on at a time, so that nothing is dropped before it was used. */
const mostObjects = 20_000
const mostBytes = 64 * 2 ** 20

/**
 * Objects of a repository, each read once: many apps have the same Dockerfile, and then the same folder. What was
 * not used for the longest is dropped when there is too much.
 */
export class ObjectCache {
  readonly #options: ObjectCacheOptions
  readonly #loaded = new LRUCache<string, LoadedObject>({
    max: mostObjects,
    maxSize: mostBytes,
    sizeCalculation: sizeOf,
  })
  readonly #loading = new Map<string, Promise<void>>()

  constructor(options: ObjectCacheOptions) {
    this.#options = options
  }

  /** The object, if it has been loaded. */
  find(id: string): LoadedObject | undefined {
    const { root } = this.#options
    return id === root.id ? root.tree : this.#loaded.get(id)
  }

  load(id: string): Promise<void> {
    const loading = this.#loading.get(id)
    if (loading !== undefined) return loading
    const load = this.#options.reader.read(id).then(object => {
      this.#loading.delete(id)
      this.#loaded.set(id, loadedObject(object, id))
    })
    this.#loading.set(id, load)
    return load
  }

  /**
   * The same at once, in a process of its own. Only for what nobody could know of before: rules of one's own
   * look where they like, and cannot wait.
   */
  loadNow(id: string): LoadedObject {
    const { program, gitDir } = this.#options
    const loaded = readNow({ program, gitDir, id })
    this.#loaded.set(id, loaded)
    return loaded
  }
}

function readNow({ program, gitDir, id }: { program: GitProgram; gitDir: string; id: string }): LoadedObject {
  const { command = 'git', env = {} } = program
  try {
    const output = execFileSync(command, [...safeConfig, '--git-dir', gitDir, 'cat-file', '--batch'], {
      env: gitEnvironment(env),
      input: `${id}\n`,
      maxBuffer: maxSyncBytes,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const end = output.indexOf(0x0a)
    const [, type = '', size = ''] = output.toString('latin1', 0, end).split(' ')
    return loadedObject(
      { id, type, size: Number(size), bytes: output.subarray(end + 1, end + 1 + Number(size)) },
      id,
    )
  } catch {
    // Too large, or gone since it was named: as good as not there for a rule that asks for it.
    return { kind: 'missing' }
  }
}

/** A small part of a large buffer would keep all of it. */
function ownBytes(bytes: Buffer): Buffer {
  return bytes.length < 16_384 ? Buffer.from(bytes) : bytes
}

/** Estimated; more than the most that is kept would not be kept at all. */
function sizeOf(object: LoadedObject): number {
  const size =
    object.kind === 'blob'
      ? (object.bytes?.length ?? 0)
      : object.kind === 'tree'
        ? object.entries.size * 200
        : 0
  return Math.min(size, mostBytes / 2) + 100
}

function loadedObject(object: GitObject | undefined, id: string): LoadedObject {
  if (object?.type === 'blob')
    return { kind: 'blob', size: object.size, bytes: object.bytes && ownBytes(object.bytes) }
  if (object?.type !== 'tree' || object.bytes === undefined) return { kind: 'missing' }
  const entries = new Map<string, GitEntry>()
  for (const entry of treeEntries(object.bytes, id.length / 2)) entries.set(entry.name, entry)
  return { kind: 'tree', entries }
}
