import { manifestFile } from '../catalog/manifest-file.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { makeDiagnostic } from '../diagnostic/make-diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import type { ManifestFile, SourceFolder } from '../source/source.js'
import { componentFileFindings } from './component-files.js'
import { tooLarge } from './decode-manifest.js'
import { type ExtraRule, extraFindings } from './extra-rule.js'
import type { Manifest } from './manifest.js'
import { hasErrors } from './parse-manifest.js'
import { readManifest } from './read-manifest.js'

/**
 * Number of the set of checks. To be raised with every change of what a manifest or its files give, so that
 * folders are read again that have not changed since.
 */
export const checksVersion = 2

/** What is known of an app folder after all rules that need no other folder. */
export interface CheckedManifest {
  /** Absent when one of the diagnostics is an error. */
  readonly manifest?: Manifest
  readonly diagnostics: readonly Diagnostic[]
}

/** How a folder's manifest is checked. */
export interface CheckManifestOptions {
  /** How diagnostics name it. @default its path in the source */
  readonly file?: string
  /** Rules beside Waybill's own. @default none */
  readonly extraRules?: readonly ExtraRule[]
  /** Findings about the folder, so that the manifest can ignore them, too. @default none */
  readonly ofFolder?: readonly Diagnostic[]
}

/** Parses and checks the manifest of a folder, with the files that it speaks of. */
export function checkManifest(folder: SourceFolder, options: CheckManifestOptions = {}): CheckedManifest {
  const { file = manifestFile(folder.folder), extraRules = [], ofFolder = [] } = options
  if (folder.manifest.kind !== 'file')
    return { diagnostics: [...ofFolder, noManifest(folder.folder, folder.manifest, file)] }
  const { manifest, value, diagnose } = readManifest(folder.manifest.bytes, file)
  const ofFiles = componentFileFindings(value, folder)
  const ofRules =
    manifest && extraRules.length > 0 ? extraFindings(extraRules, { manifest, value, folder }) : []
  const diagnostics = diagnose({
    findings: ofRules.length === 0 ? ofFiles : [...ofFiles, ...ofRules],
    diagnostics: ofFolder,
    isJudged: code => code.startsWith('WB') || extraRules.some(rule => rule.code === code),
  })
  return hasErrors(diagnostics) ? { diagnostics } : { manifest, diagnostics }
}

function noManifest(
  folder: string,
  found: Exclude<ManifestFile, { kind: 'file' }>,
  file: string,
): Diagnostic {
  switch (found.kind) {
    case 'missing':
      return makeDiagnostic('manifest-missing', {
        file,
        message: `The folder ${quote(folder)} has no app-manifest.json, so it is no app.`,
        help: 'Add one to make it an app.',
      })
    case 'too-large':
      return tooLarge(found.size, file)
    case 'unreadable':
      return makeDiagnostic('manifest-unreadable', {
        file,
        message: `The manifest cannot be read: ${found.reason}.`,
      })
    case 'outside':
      return makeDiagnostic('folder-outside', {
        file,
        message: `The folder ${quote(folder)} is a link that leads out of the source.`,
        help: 'Put the folder itself here, or read the directory that it leads to as the source.',
      })
  }
}
