import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import { maxManifestBytes } from '../manifest/decode-manifest.js'
import { errorCode, reasonOf, stampAt, stampOf } from './file-stamp.js'
import { formatFingerprint } from './fingerprint.js'
import { isBelow } from './is-below.js'
import { manifestName, maxTextBytes } from './manifest-name.js'
import { pathKey } from './path-key.js'
import { readSmallFile, type SmallFile } from './read-small-file.js'
import type { ManifestFile, PathFact, SourceFolder } from './source.js'

/**
 * The clock that files are stamped with may tick only every 10 ms (Linux at 100 Hz), and two writes within a
 * tick leave the same stamp. What is older than this when it is read can no longer be written within its tick.
 */
export const tickMs = 15

/** Which folder, and when it is read. */
export interface DirectoryFolderOptions {
  readonly folder: string
  /** Absolute, links resolved. */
  readonly directory: string
  /** Milliseconds since the epoch, taken before anything is read. */
  readonly now: number
}

/** What is at a path, with its stats where it is there. */
type Look =
  | SmallFile
  /** A file that was not read. */
  | { readonly kind: 'seen'; readonly stats: Stats }
  | { readonly kind: 'outside' }

/** An app folder on disk. Reads nothing outside of it, whatever `..` and links say. */
export class DirectoryFolder implements SourceFolder {
  readonly folder: string
  readonly manifest: ManifestFile
  readonly #directory: string
  readonly #now: number
  readonly #stamps = new Map<string, string>()
  readonly #facts = new Map<string, PathFact>()
  readonly #ways = new Map<string, 'plain' | 'link' | 'missing'>()
  #isFresh = false

  constructor({ folder, directory, now }: DirectoryFolderOptions) {
    this.folder = folder
    this.#directory = directory
    this.#now = now
    this.manifest = manifestOf(this.#note(manifestName, this.#read(manifestName, maxManifestBytes)))
  }

  inspect(path: string): PathFact {
    const known = this.#facts.get(path)
    if (known) return known
    const key = pathKey(path)
    if (typeof key !== 'string') return key
    return this.#facts.get(key) ?? factOf(this.#note(key, this.#look(key)))
  }

  readText(path: string): string | undefined {
    const key = pathKey(path)
    if (typeof key !== 'string') return undefined
    const read = this.#note(key, this.#read(key, maxTextBytes))
    return read.kind === 'file' ? read.bytes.toString() : undefined
  }

  fingerprint(): string {
    return formatFingerprint(this.#stamps)
  }

  isFresh(): boolean {
    return this.#isFresh
  }

  /** Remembers what is at a path, for the fingerprint and for whoever asks again. */
  #note<T extends Look>(key: string, look: T): T {
    const stats = 'stats' in look ? look.stats : undefined
    // What is absent now stays so in the fingerprint, even if it has come meanwhile: then it shows as a change.
    const stamp = stats || look.kind === 'missing' ? stampOf(stats) : stampAt(this.#pathOf(key))
    this.#stamps.set(key, stamp)
    this.#facts.set(key, factOf(look))
    if (stats && stats.ctimeMs > this.#now - tickMs) this.#isFresh = true
    return look
  }

  #read(key: string, maxBytes: number): Look {
    const way = this.#wayTo(key)
    if (way === 'missing') return { kind: 'missing' }
    const read = way === 'plain' ? readSmallFile(this.#pathOf(key), maxBytes) : undefined
    if (read && read.kind !== 'link') return read
    return this.#throughLink(key, real => readSmallFile(real, maxBytes))
  }

  #look(key: string): Look {
    const way = this.#wayTo(key)
    if (way === 'missing') return { kind: 'missing' }
    try {
      const stats = way === 'plain' ? lstatSync(this.#pathOf(key), quiet) : 'link'
      if (stats === undefined) return { kind: 'missing' }
      if (stats !== 'link' && !stats.isSymbolicLink()) return lookOf(stats)
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) }
    }
    return this.#throughLink(key, real => lookOf(statSync(real)))
  }

  /** Looks at what a link leads to, if that is inside the folder. */
  #throughLink(key: string, look: (realPath: string) => Look): Look {
    try {
      const real = realpathSync.native(this.#pathOf(key))
      return real === this.#directory || isBelow(real, this.#directory) ? look(real) : { kind: 'outside' }
    } catch (error) {
      return isAbsent(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) }
    }
  }

  /** Whether the folders on the way to a path are real ones. Looked at once: most paths share them. */
  #wayTo(key: string): 'plain' | 'link' | 'missing' {
    const slash = key.lastIndexOf('/')
    if (slash === -1) return 'plain'
    const parent = key.slice(0, slash)
    const known = this.#ways.get(parent)
    if (known) return known
    const before = this.#wayTo(parent)
    const way = before === 'plain' ? wayThrough(this.#pathOf(parent)) : before
    this.#ways.set(parent, way)
    return way
  }

  #pathOf(key: string): string {
    return `${this.#directory}/${key}`
  }
}

const quiet = { throwIfNoEntry: false } as const

function wayThrough(path: string): 'plain' | 'link' | 'missing' {
  try {
    const stats = lstatSync(path, quiet)
    if (stats?.isDirectory()) return 'plain'
    return stats?.isSymbolicLink() ? 'link' : 'missing'
  } catch {
    // Resolving the whole path will say what is wrong.
    return 'link'
  }
}

function lookOf(stats: Stats): Look {
  return { kind: stats.isFile() ? 'seen' : 'other', stats }
}

function isAbsent(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

const notRegular = 'it is not a regular file'

function factOf(look: Look): PathFact {
  switch (look.kind) {
    case 'file':
    case 'seen':
    case 'too-large':
      return { kind: 'file', size: look.stats.size }
    case 'other':
      return look.stats.isDirectory() ? { kind: 'directory' } : { kind: 'unreadable', reason: notRegular }
    case 'failed':
      return { kind: 'unreadable', reason: look.reason }
    case 'link':
      // Its target was a link again by the time it was opened.
      return { kind: 'unreadable', reason: 'it changed while it was read' }
    case 'missing':
    case 'outside':
      return { kind: look.kind }
  }
}

function manifestOf(look: Look): ManifestFile {
  if (look.kind === 'file') return { kind: 'file', bytes: look.bytes }
  if (look.kind === 'too-large') return { kind: 'too-large', size: look.stats.size }
  const fact = factOf(look)
  switch (fact.kind) {
    case 'missing':
    case 'unreadable':
      return fact
    case 'directory':
      return { kind: 'unreadable', reason: 'it is a folder' }
    case 'outside':
      return { kind: 'unreadable', reason: 'it is a link that leads out of its folder' }
    case 'file':
      return { kind: 'unreadable', reason: notRegular }
  }
}
