import { assignSlugs } from '../catalog/assign-slugs.js'
import { runAtOnce } from '../catalog/slices.js'
import type { Diagnostic } from '../diagnostic/diagnostic.js'
import { compareDiagnostics } from '../diagnostic/make-diagnostic.js'
import { checkExtraRules } from '../manifest/extra-rule.js'
import { directorySource } from './directory-source.js'
import type { ReadApp } from './found-app.js'
import { type ScanSourceOptions, scanSource } from './scan-source.js'

/** What is in a directory of apps. */
export interface ScanResult {
  /** Every folder with a manifest, in the order of the names, each with its diagnostics. */
  readonly apps: readonly ReadApp[]
  /** All diagnostics, also of folders without a manifest, in the order of file and place. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What is scanned, and by which rules. */
export type ScanOptions = Omit<ScanSourceOptions, 'known'>

/**
 * Reads and checks all apps of a directory, as a first sync of an empty catalog would; needs no storage.
 * @throws WaybillError `SOURCE_UNAVAILABLE` when the directory is missing or cannot be read
 */
export async function scan(directory: string, options: ScanOptions = {}): Promise<ScanResult> {
  if (options.extraRules) checkExtraRules(options.extraRules)
  const found = await scanSource(directorySource(directory), { ...options, known: new Map() })
  // Nothing is known, so nothing is unchanged.
  const folders = found.filter(app => !app.unchanged)
  const apps = withCollisions(folders.filter(app => app.hasManifest))
  const others = folders.filter(app => !app.hasManifest)
  const diagnostics = [...apps, ...others].flatMap(app => app.diagnostics).sort(compareDiagnostics)
  return { apps, diagnostics }
}

/** With a diagnostic for each app whose slug another one has too. Only one of them keeps its manifest. */
function withCollisions(apps: readonly ReadApp[]): readonly ReadApp[] {
  const slugs = runAtOnce(assignSlugs(apps, new Map()))
  return apps.map(app => {
    const { collision, lost } = slugs.get(app.folder) ?? {}
    if (!collision) return app
    const { manifest, contentHash, ...rest } = app
    const diagnostics = [...app.diagnostics, collision]
    return lost ? { ...rest, diagnostics } : { ...app, diagnostics }
  })
}
