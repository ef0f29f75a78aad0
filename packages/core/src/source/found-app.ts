import type { Diagnostic } from '../diagnostic/diagnostic.js'
import type { Manifest } from '../manifest/manifest.js'

/** An app folder whose fingerprint still holds: what the catalog knows of it is right. */
export interface UnchangedApp {
  /** The folder's name, not slugified. */
  readonly folder: string
  readonly slug: string
  readonly fingerprint: string
  readonly unchanged: true
}

/** An app folder that was read in full. */
export interface ReadApp {
  /** The folder's name, not slugified. */
  readonly folder: string
  readonly slug: string
  readonly fingerprint: string
  readonly unchanged: false
  /** Path of the manifest relative to the source: `<folder>/app-manifest.json`, also when there is none. */
  readonly file: string
  /**
   * Whether a manifest is there, good, broken or unreadable. A folder without one is no app: its only
   * diagnostic is an info, and an app that was known by this folder is gone.
   */
  readonly hasManifest: boolean
  /** Absent when one of the diagnostics is an error. */
  readonly manifest?: Manifest
  /** SHA-256 of the canonical manifest, in hex; there if and only if `manifest` is. */
  readonly contentHash?: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * What a scan found in one folder of a source. Folders that share a slug are always read in full, so that
 * whoever plans with them may add a diagnostic to each of them.
 */
export type FoundApp = UnchangedApp | ReadApp
