import type {
  Source,
  SourceChanges,
  SourceEntry,
  SourceInfo,
  SourceReadOptions,
  WatchOptions,
} from '../source.js'
import { appEntries, type GitHead, type HeadMove, readHead } from './git-head.js'
import { GitRepository, type GitSourceOptions } from './git-repository.js'
import { ObjectCache } from './object-cache.js'
import type { ObjectReader } from './object-reader.js'
import { readEntries } from './read-entries.js'
import { watchRepository } from './watch-repository.js'

/**
 * The apps in a folder of a Git repository at a ref, one level deep, read from its objects: there is no work
 * tree, and no history is needed. A folder's fingerprint is the hash of its tree, so what did not change is
 * told without reading it.
 * @throws WaybillError `INVALID_INPUT` for a repository, ref or folder that cannot be one
 */
export function gitSource(options: GitSourceOptions): Source {
  const repository = new GitRepository(options)
  const source = new GitSource(repository)
  return {
    get info() {
      return source.info
    },
    read: reading => source.read(reading),
    refresh: ({ signal }) => repository.refresh(signal),
    changes: asked => source.changes(asked),
    ...(repository.location.kind === 'local' && { watch: watching => source.watch(watching) }),
  }
}

/** A reader that knows where the source stands, for whoever reads what it said has changed. */
interface OpenHead extends HeadMove {
  readonly reader: ObjectReader
}

/** So long a reader waits for being used. */
const handoverMs = 2000

class GitSource {
  readonly #repository: GitRepository
  #commit: string | undefined
  /** The folder as it was when `changes` was asked for last. */
  #last: GitHead | undefined
  #handedOver: (OpenHead & { readonly timer: NodeJS.Timeout }) | undefined

  constructor(repository: GitRepository) {
    this.#repository = repository
  }

  get info(): SourceInfo {
    const { shown, folder } = this.#repository.place
    return {
      kind: 'git',
      location: shown,
      ...(folder !== '' && { folder }),
      ...(this.#commit !== undefined && { commit: this.#commit }),
    }
  }

  async changes(options: { readonly since?: string; readonly signal?: AbortSignal }): Promise<SourceChanges> {
    const { since, signal } = options
    await this.#takeOver()?.reader[Symbol.asyncDispose]()
    const before = this.#last
    const open = await this.#open(signal)
    this.#last = open.head
    const folders = before?.root.id === since ? open.changed : undefined
    if (folders?.size === 0) await open.reader[Symbol.asyncDispose]()
    else this.#handOver(open)
    return { state: open.head.root.id, folders }
  }

  async *read(options: SourceReadOptions): AsyncGenerator<readonly SourceEntry[]> {
    options.signal?.throwIfAborted()
    const { reader, head } = this.#takeOver() ?? (await this.#open(options.signal))
    await using _reader = reader
    const gitDir = await this.#repository.gitDir(options.signal)
    const root = { id: head.root.id, tree: { kind: 'tree', entries: head.entries } } as const
    const cache = new ObjectCache({ reader, program: this.#repository.program, gitDir, root })
    yield* readEntries(appEntries(head, options.folders), { root: head.root, cache }, options)
  }

  watch(options: WatchOptions): Disposable {
    let watch: Disposable | undefined
    let isClosed = false
    const start = (gitDir: string) => {
      if (!isClosed) watch = watchRepository(gitDir, options)
    }
    this.#repository.gitDir(undefined).then(start, error => isClosed || options.onError(error))
    return {
      [Symbol.dispose]: () => {
        isClosed = true
        watch?.[Symbol.dispose]()
      },
    }
  }

  async #open(signal: AbortSignal | undefined): Promise<OpenHead> {
    const reader = await this.#repository.open(signal)
    try {
      const move = await readHead(reader, this.#repository.place, this.#last)
      this.#commit = move.head.commit
      return { reader, ...move }
    } catch (error) {
      await reader[Symbol.asyncDispose]()
      throw this.#repository.unavailable('cannot be read', error)
    }
  }

  /** A process of Git takes longer to start than to read what one commit changes. */
  #handOver(open: OpenHead): void {
    const timer = setTimeout(() => void this.#takeOver()?.reader[Symbol.asyncDispose](), handoverMs).unref()
    this.#handedOver = { ...open, timer }
  }

  #takeOver(): OpenHead | undefined {
    const open = this.#handedOver
    clearTimeout(open?.timer)
    this.#handedOver = undefined
    return open
  }
}
