import type { Diagnostic } from '../diagnostic/diagnostic.js'
import type { Manifest } from './manifest.js'
import { readManifest } from './read-manifest.js'

/** How a manifest is parsed. */
export interface ParseManifestOptions {
  /**
   * How diagnostics name the file, relative to the source.
   * @default 'app-manifest.json'
   */
  readonly file?: string
}

/** A manifest with its warnings, or the reasons why there is none. */
export type ParsedManifest =
  | { readonly ok: true; readonly manifest: Manifest; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/**
 * Parses and checks the text of a manifest (UTF-8 when given as bytes) and finds every problem at once. Files
 * that the manifest speaks of are not looked at. Never throws; needs no storage.
 */
export function parseManifest(
  input: string | Uint8Array,
  options: ParseManifestOptions = {},
): ParsedManifest {
  const { manifest, diagnose } = readManifest(input, options.file ?? 'app-manifest.json')
  const diagnostics = diagnose({ findings: [], isJudged: isAboutText })
  return manifest && !hasErrors(diagnostics)
    ? { ok: true, manifest, diagnostics }
    : { ok: false, diagnostics }
}

/** Other codes take files, folders or rules that were not looked at. */
function isAboutText(code: string): boolean {
  return /^WB[12]/.test(code)
}

/** Whether one of the diagnostics keeps the manifest from being taken. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
