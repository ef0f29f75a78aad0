import type { Diagnostic } from '../diagnostic/diagnostic.js'
import type { AppId } from '../id/ids.js'
import type { Manifest } from '../manifest/manifest.js'
import type { AppStatus } from './app.js'
import type { ChangeKind } from './sync.js'

/** What the catalog remembers of an app, as far as a sync has to know. No two apps have the same folder. */
export interface KnownApp {
  readonly id: AppId
  readonly slug: string
  readonly folder: string
  readonly status: AppStatus
  readonly fingerprint: string
  /** Of the last good manifest. */
  readonly contentHash: string | null
  /** Equal text means equal diagnostics. */
  readonly diagnosticsHash: string
  /** Diagnostics by severity, so that totals need no rows. */
  readonly errors: number
  readonly warnings: number
}

/** The catalog as a sync has to know it, all of one version; the removed apps are among the others. */
export interface KnownCatalog {
  readonly version: number
  readonly apps: readonly KnownApp[]
}

/** One app as a sync writes it. */
export interface AppWrite extends KnownApp {
  /** The manifest of a new revision; absent when the revision stays. */
  readonly newManifest?: Manifest
  /** Absent when they stay as they are. */
  readonly diagnostics?: readonly Diagnostic[]
  /** Path of the manifest, relative to the source. */
  readonly file: string
}

/** One change of the catalog. `from` is the slug before, where it changed. */
export interface AppChange {
  readonly kind: ChangeKind
  readonly app: AppWrite
  readonly from?: string
}

/** What a sync would do to the catalog of version `baseVersion`. */
export interface SyncPlan {
  readonly baseVersion: number
  readonly changes: readonly AppChange[]
  /** Apps found as they were. */
  readonly unchanged: number
  /** Folders with a manifest. */
  readonly found: number
}
