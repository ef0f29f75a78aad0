import type { App, Diagnostic, Revision, SyncReport, Workspace } from '@waybill/core'

/** The folder that an app comes from, as it is now. */
export interface FolderFacts {
  readonly name: string
  /** Other folders with the same slug. */
  readonly namesakes: readonly string[]
  readonly hasManifest: boolean
  readonly diagnostics: readonly Diagnostic[]
  /** Of the manifest as it is now; absent when it has an error. */
  readonly contentHash: string | undefined
  /** The commit that last touched the folder; null outside of Git. */
  readonly commit: { readonly id: string; readonly at: string; readonly subject: string } | null
  /** Whether something in it is not committed. */
  readonly dirty: boolean
}

/** What a catalog answers for a slug. */
export type RowFacts =
  | {
      readonly kind: 'app'
      readonly app: App
      readonly revisionHash: string | undefined
      readonly revision?: Revision
    }
  | { readonly kind: 'absent'; readonly suggestions: readonly string[] }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'removed' }

/** Everything that decides how an app is shown, from the folder to the row. */
export interface AppFacts {
  readonly slug: string
  /** The apps directory; `folder` is undefined when it has none of this slug, null where it cannot be looked at. */
  readonly source: {
    readonly kind: 'directory' | 'git' | 'elsewhere'
    readonly location: string
    readonly exists: boolean
  }
  readonly folder: FolderFacts | undefined | null
  readonly row: RowFacts
  /** Newest first. */
  readonly syncs: readonly SyncReport[]
  readonly workspaces: readonly Workspace[]
}
