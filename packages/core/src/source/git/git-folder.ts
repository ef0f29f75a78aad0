import { maxManifestBytes } from '../../manifest/decode-manifest.js'
import { manifestName, maxTextBytes } from '../manifest-name.js'
import { pathKey } from '../path-key.js'
import type { ManifestFile, PathFact, SourceFolder } from '../source.js'
import type { GitEntry } from './git-tree.js'
import type { ObjectCache } from './object-cache.js'
import { resolvePath } from './resolve-path.js'

/** An app folder in a tree of Git. */
export interface GitFolderOptions {
  readonly folder: string
  /** Names from the root of the source to where it really is. */
  readonly way: readonly string[]
  readonly entry: GitEntry
  /** The folder that is the source. */
  readonly root: GitEntry
  readonly cache: ObjectCache
}

/** What is at a path. */
interface Found {
  readonly fact: PathFact
  readonly bytes?: Buffer
}

type Look = Found | { readonly needs: string }

/** An app folder of a commit. Reads nothing outside of it, whatever `..` and links say. */
export class GitFolder implements SourceFolder {
  readonly folder: string
  readonly #options: GitFolderOptions
  /** What was found once, is so for ever; the checks ask for each path several times. */
  readonly #found = new Map<string, Found>()

  constructor(options: GitFolderOptions) {
    this.folder = options.folder
    this.#options = options
  }

  get manifest(): ManifestFile {
    return manifestOf(this.#lookNow(manifestName))
  }

  inspect(path: string): PathFact {
    const key = pathKey(path)
    return typeof key === 'string' ? this.#lookNow(key).fact : key
  }

  readText(path: string): string | undefined {
    const key = pathKey(path)
    const bytes = typeof key === 'string' ? this.#lookNow(key).bytes : undefined
    return bytes === undefined || bytes.length > maxTextBytes ? undefined : bytes.toString()
  }

  /** Everything in the folder, and nothing else, is in its hash. */
  fingerprint(): string {
    return folderFingerprint(this.#options.entry)
  }

  /** Loads what is needed to look at a path. */
  async load(path: string): Promise<void> {
    const key = pathKey(path)
    if (typeof key !== 'string') return
    for (let look = this.#look(key); 'needs' in look; look = this.#look(key))
      await this.#options.cache.load(look.needs)
  }

  /** Whether a path can be looked at without loading anything. */
  isLoaded(path: string): boolean {
    const key = pathKey(path)
    return typeof key !== 'string' || !('needs' in this.#look(key))
  }

  #lookNow(key: string) {
    for (;;) {
      const look = this.#look(key)
      if (!('needs' in look)) return look
      this.#options.cache.loadNow(look.needs)
    }
  }

  #look(key: string): Look {
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const look = this.#resolve(key)
    if (!('needs' in look)) this.#found.set(key, look)
    return look
  }

  #resolve(key: string): Look {
    const { root, way, entry, cache } = this.#options
    const found = resolvePath({ root, find: id => cache.find(id) }, { way, entry }, key)
    switch (found.kind) {
      case 'needs':
        return { needs: found.id }
      case 'missing':
      case 'outside':
        return { fact: { kind: found.kind } }
      case 'circle':
        return unreadable('its links lead in a circle')
      case 'in-submodule':
        return unreadable('it is in a submodule, whose files are elsewhere')
      case 'entry':
        if (!way.every((name, index) => found.way[index] === name)) return { fact: { kind: 'outside' } }
        return found.entry.kind === 'file' ? this.#lookAtFile(found.entry) : { fact: { kind: 'directory' } }
    }
  }

  #lookAtFile({ id }: GitEntry): Look {
    const blob = this.#options.cache.find(id)
    if (blob === undefined) return { needs: id }
    if (blob.kind !== 'blob') return unreadable('it is not in this clone of the repository')
    return { fact: { kind: 'file', size: blob.size }, bytes: blob.bytes }
  }
}

/** The fingerprint of a folder: equal trees are equal folders. */
export function folderFingerprint({ kind, id }: GitEntry): string {
  return `git ${kind} ${id}`
}

function unreadable(reason: string): Look {
  return { fact: { kind: 'unreadable', reason } }
}

function manifestOf({ fact, bytes }: { readonly fact: PathFact; readonly bytes?: Buffer }): ManifestFile {
  switch (fact.kind) {
    case 'file':
      return bytes === undefined || bytes.length > maxManifestBytes
        ? { kind: 'too-large', size: fact.size }
        : { kind: 'file', bytes }
    case 'missing':
    case 'unreadable':
      return fact
    case 'directory':
      return { kind: 'unreadable', reason: 'it is a folder' }
    case 'outside':
      return { kind: 'unreadable', reason: 'it is a link that leads out of its folder' }
  }
}
