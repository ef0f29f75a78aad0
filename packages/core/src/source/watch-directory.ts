import { type FSWatcher, lstatSync, readdirSync, statSync, watch } from 'node:fs'
import { createBreather } from './breather.js'
import { isLeftOut } from './closed-folder.js'

/** What a watch tells. */
export interface WatchDirectoryOptions {
  /** Something in the directory changed, or may have: look. Called often. */
  readonly onChange: () => void
  /** Not everything can be watched any more, e.g. because the system's limit of watches is reached. Called once. */
  readonly onError: (error: unknown) => void
}

/** Folders below an app's folder are watched so deep: components are hardly deeper. */
const maxDepth = 4

/** How often a directory that is gone is looked for. */
const returnMs = 1000

/**
 * Watches the apps of a directory: itself and the folders in it, without dot folders and `node_modules`, with one
 * watch of the system each. A folder is watched before `onChange` is called for it, so nothing that is written into
 * a new one is missed by who looks then. It keeps no process alive.
 */
export function watchDirectory(location: string, options: WatchDirectoryOptions): Disposable {
  return new DirectoryWatch(location, options)
}

class DirectoryWatch implements Disposable {
  readonly #location: string
  readonly #options: WatchDirectoryOptions
  readonly #watchers = new Map<string, FSWatcher>()
  #return: NodeJS.Timeout | undefined
  /** Of the directory that is watched: another one may come in its place. */
  #identity: string | undefined
  #isClosed = false

  constructor(location: string, options: WatchDirectoryOptions) {
    this.#location = location
    this.#options = options
    void this.#watchTree(location, 0)
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    clearTimeout(this.#return)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** Watches a folder and those below it, with the event loop free in between, and then asks for a look. */
  async #watchTree(top: string, depth: number): Promise<void> {
    const breathe = createBreather()
    const rest: { readonly path: string; readonly depth: number }[] = [{ path: top, depth }]
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      if (breathe.isDue()) await breathe.turn()
      if (this.#isClosed) return
      const { path, depth: here } = next
      if (!this.#watchFolder(path, here) || here >= maxDepth) continue
      for (const name of foldersIn(path)) rest.push({ path: `${path}/${name}`, depth: here + 1 })
    }
    this.#options.onChange()
  }

  #watchFolder(path: string, depth: number): boolean {
    try {
      const watcher = watch(path, { persistent: false }, (event, name) => {
        this.#take(path, depth, event === 'rename' ? name : null)
      })
      // It is gone, which whoever watches the folder above it is told.
      watcher.on('error', () => this.#drop(path))
      this.#watchers.get(path)?.close()
      this.#watchers.set(path, watcher)
      if (path === this.#location) this.#identity = identityOf(path)
      return true
    } catch (error) {
      if (path === this.#location) this.#awaitReturn()
      else if (!isGone(error)) this.#fail(error)
      return false
    }
  }

  /** `name`: what came, went or was replaced in a folder. */
  #take(path: string, depth: number, name: string | null): void {
    if (this.#isClosed) return
    this.#options.onChange()
    if (path === this.#location && identityOf(path) !== this.#identity) {
      this.#awaitReturn(0)
      return
    }
    if (name === null || isLeftOut(name) || depth >= maxDepth) return
    const child = `${path}/${name}`
    this.#drop(child)
    if (isFolder(child)) void this.#watchTree(child, depth + 1)
  }

  #drop(path: string): void {
    for (const [other, watcher] of this.#watchers.has(path) ? this.#watchers : []) {
      if (other !== path && !other.startsWith(`${path}/`)) continue
      watcher.close()
      this.#watchers.delete(other)
    }
  }

  /** A directory that is gone may be another one when it is back. */
  #awaitReturn(waitMs = returnMs): void {
    this.#drop(this.#location)
    clearTimeout(this.#return)
    this.#return = setTimeout(() => {
      if (identityOf(this.#location) !== undefined) void this.#watchTree(this.#location, 0)
      else this.#awaitReturn()
    }, waitMs).unref()
  }

  #fail(error: unknown): void {
    this[Symbol.dispose]()
    this.#options.onError(error)
  }
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !isLeftOut(entry.name))
      .map(({ name }) => name)
  } catch {
    // Gone meanwhile; who watches the folder above it is told.
    return []
  }
}

function isFolder(path: string): boolean {
  return identityOf(path, { link: 'no' }) !== undefined
}

/** What tells a folder from another one; the apps directory itself may be a link to one. */
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
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
