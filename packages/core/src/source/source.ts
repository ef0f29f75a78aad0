/** What a path below an app's folder is, links followed. */
export type PathFact =
  | { readonly kind: 'file'; readonly size: number }
  | { readonly kind: 'directory' }
  | { readonly kind: 'missing' }
  /** It leads, by `..` or by a link, out of the app's folder. */
  | { readonly kind: 'outside' }
  /** It is there but cannot be read, or is neither file nor directory. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** What a source knows of a manifest file. */
export type ManifestFile =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** The app's folder is a link that leads out of the source, so nothing in it is looked at. */
  | { readonly kind: 'outside' }

/**
 * One app folder of a source. Paths given to `inspect` and `readText` are relative to the folder, with `/`.
 * Every path asked for becomes part of the fingerprint, so that a later change of it is seen.
 */
export interface SourceFolder {
  /** The folder's name, not yet slugified. */
  readonly folder: string
  readonly manifest: ManifestFile
  inspect(path: string): PathFact
  /** The text of a small file, or undefined when it is not a readable file of at most 64 KiB. */
  readText(path: string): string | undefined
  /** Of the manifest and of everything inspected so far; equal text means nothing has changed. */
  fingerprint(): string
  /**
   * Whether something was written so shortly before it was read that another write right after would leave
   * the fingerprint as it is. Such a folder has to be read again. Left out by sources that cannot be so late.
   */
  isFresh?(): boolean
}

/** What one reading of a source yields per app folder. */
export type SourceEntry =
  | { readonly folder: string; readonly unchanged: true }
  | { readonly folder: string; readonly unchanged: false; readonly contents: SourceFolder }

/** Where apps are read from. */
export interface SourceInfo {
  readonly kind: 'directory' | 'git'
  /** The directory on this host, or the repository's URL. */
  readonly location: string
  /** The folder of the repository that holds the apps; absent where that is all of it, and for directories. */
  readonly folder?: string
  /** Commit that was read, for Git sources. */
  readonly commit?: string
}

/** How a source is read. */
export interface SourceReadOptions {
  /** Fingerprints of the last reading by folder name; a folder whose fingerprint still holds comes back `unchanged`. */
  readonly known: { get(folder: string): string | undefined }
  /** Only these folders, as far as they are there. All when left out. */
  readonly folders?: ReadonlySet<string>
  readonly signal?: AbortSignal
}

/** Where apps are read from: a directory, or a folder of a Git repository at a ref. */
export interface Source {
  readonly info: SourceInfo
  /**
   * Yields every app folder once, in batches small enough that the event loop is free in between.
   * @throws WaybillError `SOURCE_UNAVAILABLE` when the source is missing or cannot be read
   */
  read(options: SourceReadOptions): AsyncIterable<readonly SourceEntry[]>
  /**
   * Brings the copy of something remote up to date: what is read afterwards is of then. Left out where there is no
   * copy.
   * @throws WaybillError `SOURCE_UNAVAILABLE` when it cannot be reached; the copy stays as it was
   */
  refresh?(options: { readonly signal?: AbortSignal }): Promise<void>
  /**
   * Where the source stands, and which folders may have changed since it stood elsewhere. Left out where that
   * cannot be told without looking at all of them.
   * @throws as `read`
   */
  changes?(options: { readonly since?: string; readonly signal?: AbortSignal }): Promise<SourceChanges>
  /**
   * Tells when there may be something to sync, until disposed; keeps no process alive. Left out where nothing tells,
   * as of a remote repository.
   */
  watch?(options: WatchOptions): Disposable
}

/** What a watch of a source tells. */
export interface WatchOptions {
  /**
   * Something in these folders changed, or may have; undefined: in any. Called often, and once at the beginning: by
   * then whatever happens is told.
   */
  readonly onChange: (folders: readonly string[] | undefined) => void
  /** It cannot be watched any more, e.g. because the system's limit of watches is reached. Called once. */
  readonly onError: (error: unknown) => void
}

/** What has changed in a source. */
export interface SourceChanges {
  /** Where the source stands now, as `since` of the next time. */
  readonly state: string
  /** Folders that may differ, also those that are gone; undefined where it cannot be told, then any may. */
  readonly folders: ReadonlySet<string> | undefined
}
