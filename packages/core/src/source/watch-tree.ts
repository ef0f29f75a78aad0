import { type FSWatcher, lstatSync, readdirSync, statSync, watch } from 'node:fs'
import { createBreather } from './breather.js'
import { createEventFlood } from './event-flood.js'
import { errorCode } from './file-stamp.js'
import type { WatchOptions } from './source.js'

/** Which part of a directory is watched, and what is told. */
export interface WatchTreeOptions extends WatchOptions {
  /** Folders so far below it are watched, too. */
  readonly maxDepth: number
  /** Whether a folder is watched; `depth` 0 is right below the directory. */
  readonly enters: (name: string, depth: number) => boolean
}

/** How often a directory that is gone is looked for. */
const returnMs = 1000

/** A folder that is watched. */
interface Node {
  readonly watcher: FSWatcher
  /** Names of folders in it that are watched. */
  readonly folders: Set<string>
}

/**
 * Watches a directory and folders in it, with one watch of the system each. A folder is watched before `onChange` is
 * called for it, so nothing that is written into a new one is missed by who looks then.
 */
export function watchTree(location: string, options: WatchTreeOptions): Disposable {
  return new TreeWatch(location, options)
}

class TreeWatch implements Disposable {
  readonly #location: string
  readonly #options: WatchTreeOptions
  readonly #nodes = new Map<string, Node>()
  readonly #flood = createEventFlood()
  /** Links in the directory: what they lead to may be in a folder that changes. */
  #links: readonly string[] = []
  #return: NodeJS.Timeout | undefined
  /** Of the directory that is watched: another one may come in its place. */
  #identity: string | undefined
  #isClosed = false

  constructor(location: string, options: WatchTreeOptions) {
    this.#location = location
    this.#options = options
    void this.#watchAll()
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    clearTimeout(this.#return)
    for (const { watcher } of this.#nodes.values()) watcher.close()
    this.#nodes.clear()
  }

  async #watchAll(): Promise<void> {
    await this.#watchFrom([])
    if (!this.#isClosed) this.#options.onChange(undefined)
  }

  /** Watches a folder and those below it, with the event loop free in between. */
  async #watchFrom(top: readonly string[]): Promise<void> {
    const breathe = createBreather()
    const rest = [top]
    for (let way = rest.pop(); way !== undefined; way = rest.pop()) {
      if (breathe.isDue()) await breathe.turn()
      if (this.#isClosed) return
      const depth = way.length
      if (!this.#watchFolder(way) || depth >= this.#options.maxDepth) continue
      const found = listNames(this.#pathOf(way))
      if (depth === 0) this.#links = found.links
      for (const name of found.folders) if (this.#options.enters(name, depth)) rest.push([...way, name])
    }
  }

  #watchFolder(way: readonly string[]): boolean {
    const path = this.#pathOf(way)
    try {
      const watcher = watch(path, { persistent: false }, (event, name) => this.#take(way, event, name))
      // It is gone, which whoever watches the folder above it is told.
      watcher.on('error', () => this.#drop(way))
      this.#nodes.get(path)?.watcher.close()
      this.#nodes.set(path, { watcher, folders: new Set() })
      const name = way.at(-1)
      if (name === undefined) this.#identity = identityOf(path)
      else this.#nodes.get(this.#pathOf(way.slice(0, -1)))?.folders.add(name)
      return true
    } catch (error) {
      // One that we may not look into has nothing to tell, until that changes.
      const isShut = errorCode(error) === 'EACCES'
      if (!isGone(error) && !isShut) this.#fail(error)
      else if (way.length === 0) this.#awaitReturn()
      return false
    }
  }

  /** `name`: what changed in a folder; null where the system does not tell. */
  #take(way: readonly string[], event: string, name: string | null): void {
    if (this.#isClosed) return
    const folder = way[0] ?? name
    const changed = folder === null || this.#flood.isOn() ? undefined : [folder, ...this.#links]
    this.#options.onChange(changed)
    if (way.length === 0 && identityOf(this.#location) !== this.#identity) {
      this.#awaitReturn(0)
      return
    }
    if (name === null) return
    const inside = [...way, name]
    // Also one that could not be watched before.
    if (event === 'rename' || !this.#nodes.has(this.#pathOf(inside))) this.#takeFolder(inside, changed)
  }

  /** What has come, gone or been replaced is watched anew. */
  #takeFolder(way: readonly string[], changed: readonly string[] | undefined): void {
    const { maxDepth, enters, onChange } = this.#options
    const [name = '', depth] = [way.at(-1), way.length - 1]
    this.#drop(way)
    if (depth === 0) this.#links = withLink(this.#links, name, this.#pathOf(way))
    if (depth >= maxDepth || !enters(name, depth)) return
    if (identityOf(this.#pathOf(way), { link: 'no' }) === undefined) return
    void this.#watchFrom(way).then(() => this.#isClosed || onChange(changed))
  }

  #drop(way: readonly string[]): void {
    const path = this.#pathOf(way)
    const node = this.#nodes.get(path)
    if (node === undefined) return
    node.watcher.close()
    this.#nodes.delete(path)
    for (const name of node.folders) this.#drop([...way, name])
  }

  /** A directory that is gone may be another one when it is back. */
  #awaitReturn(waitMs = returnMs): void {
    this.#drop([])
    clearTimeout(this.#return)
    this.#return = setTimeout(() => {
      if (identityOf(this.#location) !== undefined) void this.#watchAll()
      else this.#awaitReturn()
    }, waitMs).unref()
  }

  #fail(error: unknown): void {
    this[Symbol.dispose]()
    this.#options.onError(error)
  }

  #pathOf(way: readonly string[]): string {
    return [this.#location, ...way].join('/')
  }
}

function listNames(path: string): { readonly folders: readonly string[]; readonly links: readonly string[] } {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return {
      folders: entries.filter(entry => entry.isDirectory()).map(({ name }) => name),
      links: entries.filter(entry => entry.isSymbolicLink()).map(({ name }) => name),
    }
  } catch {
    // Gone meanwhile; who watches the folder above it is told.
    return { folders: [], links: [] }
  }
}

function withLink(links: readonly string[], name: string, path: string): readonly string[] {
  const others = links.filter(other => other !== name)
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  return isLink ? [...others, name] : others
}

/** What tells a folder from another one; the directory itself may be a link to one. */
function identityOf(
  path: string,
  { link }: { readonly link: 'yes' | 'no' } = { link: 'yes' },
): string | undefined {
  try {
    const stats = link === 'yes' ? statSync(path) : lstatSync(path)
    // A new folder may be given the inode of one that has just gone.
    return stats.isDirectory() ? `${stats.ino} ${stats.birthtimeMs}` : undefined
  } catch {
    // Not there, or not for us.
    return undefined
  }
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error))
}
